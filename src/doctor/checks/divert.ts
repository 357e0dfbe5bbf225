// What `farend divert on` was asked for is so: its guard lives, its table stands, its trunks are excepted.

import type { GuardStatus } from '../../divert/divert-state.ts';
import { toCommand } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { isSeen } from '../looked.ts';
import { fail, pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'divert',
  title: 'SIP is diverted as it was asked for',
  check: (facts) => [judge(facts)],
};

function judge({ machine, configFile }: DoctorFacts): CheckResult {
  if (!isSeen(machine.divert))
    return skip(`Nobody knows what is diverted: ${machine.divert.unseen}`);
  const { wish, guard } = machine.divert.seen;
  if (wish === undefined && guard === undefined)
    return pass('Nothing is diverted, as it was asked for');
  if (wish === undefined)
    return warn('SIP may be diverted, although nobody asked for it', {
      evidence: [`the guard runs: pid ${guard?.pid}`],
      changes: [toCommand(`farend divert off -c ${configFile}`)],
    });
  const on = toCommand(`farend divert on -c ${configFile}`);
  if (guard === undefined)
    return fail(
      'SIP is to be diverted, and the guard that does it is dead: SIP stays with Asterisk',
      {
        evidence: [`farend divert on was given ${new Date(wish.since).toISOString()}`],
        changes: [on],
      },
    );
  if (!guard.isOn)
    return fail('SIP is to be diverted, and stays with Asterisk', {
      evidence: [guard.reason, `guard: pid ${guard.pid}`],
      changes: [toCommand(`farend divert status -c ${configFile}`)],
    });
  return judgeTrunks(guard);
}

function judgeTrunks(guard: GuardStatus): CheckResult {
  const { from, except, unresolved, pid } = guard;
  const evidence = [
    `from ${from.length === 0 ? 'everybody' : from.join(', ')}`,
    ...except.map(({ network, source }) => `except ${network} (${source})`),
    `guard: pid ${pid}`,
  ];
  if (unresolved.length === 0) return pass('SIP is diverted as it was asked for', evidence);
  return warn(`Trunks whose address is not known are not excepted: ${unresolved.join(', ')}`, {
    evidence: [
      ...evidence,
      'their SIP may go through farend, and Asterisk does not know them by its address',
    ],
    changes: unresolved.map((name) => toCommand(`getent hosts ${name}`)),
  });
}
