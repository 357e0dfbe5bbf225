// pjsip.conf as somebody wrote it by hand over the years: templates over templates, included files, one
// of them by a pattern, comments of both kinds.

import { FileLayout } from './file-layout.ts';

export function createPlainLayout(): FileLayout {
  return new FileLayout({
    name: 'plain',
    driver: 'chan_pjsip',
    endpoints: ['4001', '4002', '4003', '4004', '4005', '4006', '4009', '5001'],
    trunks: ['provider', 'carrier'],
    extensions: { 'pjsip.d/phones/3-warehouse.conf': formatExtension },
    spoilt: [
      'pjsip.d/phones/1-ground-floor.conf',
      (text) => text.replace('[4003](home-phone)', '[4003](desk-phone)'),
    ],
  });
}

function formatExtension(name: string): string {
  return `
[${name}](desk-phone)
auth=${name}
aors=${name}
[${name}](phone-auth)
username=${name}
password=pw${name}
[${name}](phone-aor)
`;
}
