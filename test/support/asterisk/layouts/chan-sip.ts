// sip.conf of chan_sip: peers with and without a nat of their own, templates, a door that is let in
// without a password, trunks that take the nat of [general].

import { FileLayout } from './file-layout.ts';

export function createChanSipLayout(): FileLayout {
  return new FileLayout({
    name: 'chan-sip',
    driver: 'chan_sip',
    endpoints: ['4001', '4002', '4003', '4004', '4005', '4006', '5001'],
    // Whom Asterisk lets in without a password is no phone of the policy's.
    trunks: ['provider', 'carrier', '4009'],
    extensions: {
      'sip.d/warehouse.conf': (name) => `[${name}](desk-phone)\nsecret=pw${name}\n`,
    },
    spoilt: ['sip.d/phones.conf', (text) => text.replace('nat=force_rport,comedia', 'nat=no')],
  });
}
