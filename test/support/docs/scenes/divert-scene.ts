// Asterisk keeps port 5060, and farend has an address of its own for what is diverted from there.

import type { AsteriskFlavour } from '../../asterisk/flavours.ts';
import { PBX_ADDRESS } from '../../network/pbx-network.ts';
import type { DocScene } from '../doc-scene.ts';
import { createDocMachine } from './doc-machine.ts';

export async function createDivertScene(flavour: AsteriskFlavour): Promise<DocScene> {
  const { scene } = await createDocMachine({
    flavour,
    sipPort: 5060,
    endpoints: [{ name: '4001' }],
    config: {
      proxy: {
        listen: [
          `udp://${PBX_ADDRESS}:5070`,
          { url: `udp://${PBX_ADDRESS}:5071`, divertedFrom: '5060' },
        ],
        asterisk: [`udp://${PBX_ADDRESS}:5060`],
        trunks: ['198.51.100.0/28'],
      },
    },
  });
  return { ...scene, begins: 'farend run -c farend.yaml' };
}
