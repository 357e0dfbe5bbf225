// An office with three endpoints: 4001 works although it offers no rport, the password of 4002 is wrong, and
// nobody has ever registered as 4003. Alerts go to a receiver.

import type { AsteriskFlavour } from '../../asterisk/flavours.ts';
import { startReceiver } from '../../receiver/start-receiver.ts';
import type { DocScene } from '../doc-scene.ts';
import { createDocMachine } from './doc-machine.ts';

/** After as many wrong passwords farend is sure. */
const ATTEMPTS = 4;
const YEALINK = 'Yealink SIP-T46S 66.86.0.15';

export async function createOfficeScene(flavour: AsteriskFlavour): Promise<DocScene> {
  const { office, scene } = await createDocMachine({
    flavour,
    endpoints: [{ name: '4001' }, { name: '4002' }, { name: '4003' }],
    config: {
      sites: [{ name: 'Leeds', networks: ['203.0.113.1/32'] }],
      alerts: {
        webhooks: [{ url: 'http://127.0.0.1:8099/hook' }],
        learnFor: '0s',
        groupWait: '1s',
      },
    },
  });
  await startReceiver(scene.namespace);
  const populate = async (): Promise<void> => {
    const works = await office.startPhone({ username: '4001', rport: false, userAgent: YEALINK });
    const fails = await office.startPhone({
      username: '4002',
      address: '192.168.1.51',
      password: 'wrong',
      userAgent: 'Phone 1.0',
    });
    await works.register();
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) await fails.register();
  };
  return { ...scene, begins: 'farend run -c farend.yaml', populate };
}
