// What sipvicious does from one address, one after the other: it looks for a PBX, tries made-up accounts,
// and then the passwords of one that there is.

import { describeRegister } from '../../support/simulation/describe-register.ts';
import type { SimulatedPhone } from '../../support/simulation/simulated-phone.ts';
import type { Simulation } from '../../support/simulation/simulation.ts';

const ADDRESS = '198.51.100.251';
const ACCOUNTS = 300;
const PASSWORDS = 400;
const PAUSE_MS = 400;

export function runSipvicious(simulation: Simulation): void {
  const { schedule, listener, phones } = simulation;
  const victim = phones[3] as SimulatedPhone;
  const { now: time } = schedule;
  const found = { kind: 'scanner', source: ADDRESS, detail: 'friendly-scanner' } as const;
  listener.onNotice({ ...found, time, count: 40 });
  for (let at = 0; at < ACCOUNTS; at += 1)
    schedule.after(at * PAUSE_MS, () => tryAccount(simulation, victim, `${100 + at}`, at));
  for (let at = 0; at < PASSWORDS; at += 1)
    schedule.after((ACCOUNTS + at) * PAUSE_MS, () =>
      tryAccount(simulation, victim, victim.number, ACCOUNTS + at),
    );
}

function tryAccount(
  { listener, asterisk }: Simulation,
  victim: SimulatedPhone,
  account: string,
  at: number,
): void {
  const callId = `${at}-sipvicious`;
  const tried = {
    source: `${ADDRESS}:5071`,
    callId,
    aor: `${account}@198.51.100.10`,
    username: account,
    topVia: `SIP/2.0/UDP 127.0.1.1:5071;branch=z9hG4bK${at};rport`,
    rportOffered: true,
    contact: `<sip:${account}@${ADDRESS}:5071>`,
    userAgent: 'PBX 1.0',
    natTests: [],
    device: undefined,
    statusCode: 401,
  };
  listener.onObservation(describeRegister(victim, { ...tried, cSeq: 1, credentials: 'none' }));
  listener.onObservation(describeRegister(victim, { ...tried, cSeq: 2 }));
  if (account === victim.number) asterisk.tellWord('failed', account, callId);
  else asterisk.tellWord('unknown-account', '', callId);
}
