// Files as FreePBX writes them at each "Apply Config", with the custom ones that it leaves to the
// operator: endpoints, AORs and the rest are in files of their own, in that order. The names of files and
// options follow FreePBX's chan_pjsip driver (functions.inc/drivers/PJSip.class.php of its core module).

import { FileLayout } from './file-layout.ts';

export function createFreepbxLayout(): FileLayout {
  return new FileLayout({
    name: 'freepbx',
    driver: 'chan_pjsip',
    endpoints: ['4001', '4002', '4003', '4004', '4005', '4006', '5001'],
    trunks: ['provider'],
    extensions: {
      'pjsip.endpoint.conf': formatEndpoint,
      'pjsip.aor.conf': (name) =>
        formatSection(name, 'aor', [
          'max_contacts=1',
          'remove_existing=yes',
          'minimum_expiration=5',
        ]),
      'pjsip.auth.conf': (name) =>
        formatSection(`${name}-auth`, 'auth', [
          'auth_type=userpass',
          `password=pw${name}`,
          `username=${name}`,
        ]),
      'pjsip.identify.conf': (name) =>
        formatSection(`${name}-identify`, 'identify', [`endpoint=${name}`]),
    },
    spoilt: ['pjsip.endpoint_custom_post.conf', (text) => text.replace('force_rport=yes', '')],
  });
}

function formatEndpoint(name: string): string {
  return formatSection(name, 'endpoint', [
    `aors=${name}`,
    `auth=${name}-auth`,
    'disallow=all',
    'allow=ulaw,alaw',
    'context=phones',
    'transport=203.0.113.10-udp',
    'rtp_symmetric=no',
    'rewrite_contact=no',
    'force_rport=no',
  ]);
}

function formatSection(name: string, type: string, lines: readonly string[]): string {
  return `[${name}]\ntype=${type}\n${lines.map((line) => `${line}\n`).join('')}\n`;
}
