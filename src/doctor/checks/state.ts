// farend can write `state` and `run`, and nobody else can.

import { RESTART, toChange, toCommand } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { type FileFacts, formatMode } from '../machine/file-facts.ts';
import { findHindrance } from '../machine/file-hindrance.ts';
import { fail, pass, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'state',
  title: 'farend can write its state and its sockets, and nobody else can',
  check: (facts) => [
    ...tellMissing(facts),
    ...facts.machine.files
      .filter(({ role }) => role === 'state' || role === 'run')
      .map((file) => judge(file, facts)),
  ],
};

function tellMissing({ config, configFile }: DoctorFacts): CheckResult[] {
  if (config.state !== undefined) return [];
  const what = 'There is no state: after a restart each phone is gone until it registers again';
  const change = toChange(configFile, 'state: /var/lib/farend', { apply: RESTART });
  return [warn(what, { changes: [change] })];
}

function judge(file: FileFacts, { machine: { user } }: DoctorFacts): CheckResult {
  const { path, role, ownership } = file;
  const hindrance = user && findHindrance(file, user, 'write');
  if (hindrance !== undefined)
    return fail(`${role}: ${hindrance.what}`, { changes: [toCommand(hindrance.cure)] });
  if (ownership === undefined) return pass(`${role}: ${path} is made at the first start`);
  const evidence = [
    `mode ${formatMode(ownership)}, owner ${ownership.uid}, group ${ownership.gid}`,
  ];
  if ((ownership.mode & 0o002) !== 0)
    return fail(`${role}: every user of this machine may write ${path}`, {
      evidence,
      changes: [toCommand(`chmod o-rwx ${path}`)],
    });
  return pass(`${role}: farend can write ${path}`, evidence);
}
