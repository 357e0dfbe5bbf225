// pjsip_wizard.conf: a section makes endpoint, AOR and auth of a phone, or all that a trunk needs.

import { FileLayout } from './file-layout.ts';

export function createWizardLayout(): FileLayout {
  return new FileLayout({
    name: 'wizard',
    driver: 'chan_pjsip',
    modules: ['res_pjsip_config_wizard'],
    endpoints: ['4001', '4002', '4003', '4004', '4005', '4006', '5001'],
    trunks: ['provider'],
    extensions: {
      'pjsip_wizard.d/warehouse.conf': (name) =>
        `[${name}](phone)\ninbound_auth/username=${name}\ninbound_auth/password=pw${name}\n`,
    },
    spoilt: ['pjsip_wizard.conf', (text) => text.replace('endpoint/force_rport=yes', '')],
  });
}
