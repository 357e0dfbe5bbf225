// sip.conf of chan_sip: peers with and without a nat of their own, templates, a door that is let in
// without a password, trunks that take the nat of [general].

import { FileLayout } from './file-layout.ts';

export function createChanSipLayout(): FileLayout {
  return new FileLayout({
    name: 'chan-sip',
    driver: 'chan_sip',
    endpoints: ['4001', '4002', '4003', '4004', '4005', '4006', '4009', '5001'],
    trunks: ['provider', 'carrier'],
    extensions: {
      'sip.d/warehouse.conf': (name) => `[${name}](desk-phone)\nsecret=pw${name}\n`,
    },
    spoilt: ['sip.d/phones.conf', (text) => text.replace('nat=force_rport,comedia', 'nat=no')],
  });
}
