// Calls of a simulated phone, as far as they are told of: media at a private address, a long INVITE,
// and how long it lasted. A phone whose line is cut does not answer the BYE.

import type { DialogObservation } from '../../../src/observation/dialog-observation.ts';
import type { SimulatedPhone } from './simulated-phone.ts';

type Untold = DialogObservation extends infer Seen
  ? Seen extends DialogObservation
    ? Omit<Seen, keyof ReturnType<typeof describeDialog>>
    : never
  : never;

/** One in so many calls begins with an INVITE that is longer than 1300 bytes, and arrives all the same. */
const LONG_INVITE = 20;

/** Something was seen of a dialog of the phone. */
export function tellDialog(phone: SimulatedPhone, callId: string, seen: Untold): void {
  phone.world.listener.onDialog({ ...describeDialog(phone, callId), ...seen });
}

/** A call from now on; it lasts as calls do: half of them not for two minutes. */
export function makeCall(phone: SimulatedPhone): void {
  const { random, schedule } = phone.world;
  if (!phone.isReached) return;
  const callId = `call-${random(2 ** 30).toString(16)}-${phone.number}`;
  const { privateAddress } = phone;
  if (random(LONG_INVITE) === 0)
    tellDialog(phone, callId, {
      kind: 'large',
      method: 'INVITE',
      statusCode: 0,
      sentBy: 'phone',
      size: 1_310 + random(400),
    });
  tellDialog(phone, callId, {
    kind: 'media',
    unroutableToPhone: undefined,
    privateOfPhone: privateAddress,
  });
  const lengthMs = Math.round(-Math.log((1 + random(9_999)) / 10_000) * 150_000);
  schedule.after(lengthMs, () => endCall(phone, callId, lengthMs));
}

function endCall(phone: SimulatedPhone, callId: string, lengthMs: number): void {
  const { random, schedule } = phone.world;
  const endedBy = random(2) === 0 ? 'phone' : 'asterisk';
  if (!phone.isReached && endedBy === 'phone') return;
  tellDialog(phone, callId, { kind: 'ended', lengthMs, endedBy });
  if (phone.isReached) return;
  schedule.after(32_000, () =>
    tellDialog(phone, callId, {
      kind: 'unanswered',
      method: 'BYE',
      sentBy: 'asterisk',
      isInDialog: true,
      repeats: 10,
      size: 480,
    }),
  );
}

function describeDialog(phone: SimulatedPhone, callId: string) {
  return {
    time: phone.world.schedule.now,
    producer: 'proxy',
    source: phone.source,
    localSocket: '198.51.100.10:5060',
    aor: `${phone.number}@pbx.example.com`,
    device: phone.token,
    callId,
    userAgent: phone.make.userAgent,
  } as const;
}
