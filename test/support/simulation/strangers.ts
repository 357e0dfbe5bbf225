// Whoever comes from elsewhere: programs that look for open PBXs, and guessers of passwords.

import type { SipObservation } from '../../../src/observation/sip-observation.ts';
import { describeRegister } from './describe-register.ts';
import type { SimulatedPhone } from './simulated-phone.ts';
import type { Simulation } from './simulation.ts';

/** Tries made-up accounts from one address for some minutes, or is told by its User-Agent. */
export function sendScanner(simulation: Simulation): void {
  const { random, schedule, listener, asterisk, phones } = simulation;
  const source = `198.51.100.${201 + random(50)}`;
  if (random(2) === 0) {
    const tries = 1 + random(500);
    listener.onNotice({
      kind: 'scanner',
      time: schedule.now,
      source,
      count: tries,
      detail: 'friendly-scanner',
    });
    return;
  }
  const example = phones[0] as SimulatedPhone;
  const tries = 10 + random(90);
  for (let index = 0; index < tries; index += 1) {
    const callId = `scan-${random(2 ** 30).toString(16)}`;
    schedule.after(index * 400, () => {
      const account = `${100 + index}`;
      const tried = { ...strange(source, account, callId), statusCode: 401 };
      listener.onObservation({ ...describeRegister(example, { ...tried, credentials: 'none' }) });
      listener.onObservation({ ...describeRegister(example, { ...tried, cSeq: 2 }) });
      asterisk.tellWord('unknown-account', '', callId);
    });
  }
}

/** Tries passwords of an account that there is, from an address where no phone is. */
export function guessPasswords(
  { random, schedule, listener, asterisk }: Simulation,
  phone: SimulatedPhone,
  address: string,
  tries: number,
): void {
  for (let index = 0; index < tries; index += 1) {
    const callId = `guess-${random(2 ** 30).toString(16)}`;
    schedule.after(index * 2_000, () => {
      const tried = { ...strange(address, phone.number, callId), statusCode: 401 };
      listener.onObservation({ ...describeRegister(phone, { ...tried, credentials: 'none' }) });
      listener.onObservation({ ...describeRegister(phone, { ...tried, cSeq: 2 }) });
      asterisk.tellWord('failed', phone.number, callId);
    });
  }
}

function strange(address: string, account: string, callId: string): Partial<SipObservation> {
  return {
    source: `${address}:5071`,
    callId,
    cSeq: 1,
    aor: `${account}@198.51.100.10`,
    username: account,
    topVia: 'SIP/2.0/UDP 127.0.1.1:5071;branch=z9hG4bK17;rport',
    rportOffered: true,
    contact: `<sip:${account}@${address}:5071>`,
    userAgent: 'PBX 1.0',
    natTests: ['diff-ip-src-via'],
    device: undefined,
  };
}
