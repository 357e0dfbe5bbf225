// An Asterisk with four endpoints whose NAT settings are as Asterisk's defaults have them, and a trunk. No
// farend runs: farend policy asks Asterisk itself.

import type { AsteriskFlavour } from '../../asterisk/flavours.ts';
import type { DocScene } from '../doc-scene.ts';
import { createDocMachine } from './doc-machine.ts';

const DRIFTED = { forceRport: false, rewriteContact: false, rtpSymmetric: false };
const NAMES = ['4001', '4002', '4003', 'door-1'];

export async function createPolicyScene(flavour: AsteriskFlavour): Promise<DocScene> {
  const { scene } = await createDocMachine({
    flavour,
    endpoints: [...NAMES.map((name) => ({ name, ...DRIFTED })), { name: '5001' }],
    trunks: [{ name: 'trunk-1', host: '198.51.100.7:5060' }],
    config: {
      policy: {
        write: '/etc/asterisk/farend.d',
        watchFor: '1s',
        endpoints: [
          { match: '4*', nat: 'yes' },
          { match: 'door-*', nat: 'yes', maxContacts: 1, qualify: '30s' },
          { match: 'trunk-*', nat: 'keep' },
        ],
      },
    },
  });
  return scene;
}
