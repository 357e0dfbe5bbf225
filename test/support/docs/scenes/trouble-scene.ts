// An office with what goes wrong most: a wrong password, a phone that does not answer, one whose media goes
// nowhere, one whose ACK never comes, and one that does not refresh.

import type { AsteriskFlavour } from '../../asterisk/flavours.ts';
import type { OfficePhoneOptions } from '../../office.ts';
import type { Phone } from '../../phone/phone.ts';
import type { DocScene } from '../doc-scene.ts';
import { createDocMachine } from './doc-machine.ts';

const ATTEMPTS = 4;
const LASTING_S = 600;
const SHORTEST_S = 5;
const ECHO = '9002';
/** The machine may be busy: phones wait as RFC 3261 wants it. */
const PATIENT = { retransmits: true, t1Ms: 500, timeoutMs: 8_000, userAgent: 'Phone 1.0' };

export async function createTroubleScene(flavour: AsteriskFlavour): Promise<DocScene> {
  const { office, scene } = await createDocMachine({
    flavour,
    endpoints: [
      { name: '4001' },
      { name: '4002', qualifyFrequency: 2 },
      { name: '4003' },
      { name: '4004', rtpSymmetric: true },
      { name: '4005' },
    ],
    site: { bindingTimeoutSeconds: LASTING_S, hosts: 8 },
    config: { sites: [{ name: 'Leeds', networks: ['203.0.113.1/32'] }] },
  });
  const start = async (options: OfficePhoneOptions): Promise<Phone> =>
    await office.startPhone({
      address: `192.168.1.5${options.username.slice(-1)}`,
      ...PATIENT,
      ...options,
    });
  const populate = async (): Promise<void> => {
    const refused = await start({ username: '4001', password: 'wrong' });
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) await refused.register();
    const lapsed = await start({ username: '4005' });
    await lapsed.register({ expires: SHORTEST_S });
    await Promise.all([fallSilent(), callWithoutMedia(), callWithoutAck()]);
  };
  const fallSilent = async (): Promise<void> => {
    const phone = await start({ username: '4002' });
    await phone.register({ expires: LASTING_S });
    await phone.waitForRequest('OPTIONS');
    await phone.behave({ deaf: true });
  };
  const callWithoutMedia = async (): Promise<void> => {
    const phone = await start({ username: '4003' });
    await phone.register({ expires: LASTING_S });
    const call = await phone.call(ECHO);
    await call.waitUntilConfirmed();
    await call.hangUp();
  };
  const callWithoutAck = async (): Promise<void> => {
    const phone = await start({ username: '4004', neverAcknowledges: true });
    await phone.register({ expires: LASTING_S });
    const call = await phone.call(ECHO);
    await call.waitForResponse(200);
  };
  return { ...scene, begins: 'farend run -c farend.yaml', populate };
}
