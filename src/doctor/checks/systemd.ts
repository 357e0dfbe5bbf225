// systemd starts farend with the machine, and had no reason to start it again.

import { resolve } from 'node:path';
import { toCommand } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import type { UnitFacts } from '../machine/read-units.ts';
import { fail, pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'systemd',
  title: 'systemd starts farend with the machine',
  check: judge,
};

/** Started by `farend divert on` only. */
const GUARD = 'farend-divert.service';

/** They run the companion, which sets endpoints right. */
const WRITERS: readonly string[] = ['farend.service', 'farend-companion.service'];

function judge({ config, configFile, machine: { units } }: DoctorFacts): CheckResult[] {
  if (units === undefined)
    return [skip('systemd does not run here: something else has to start farend')];
  const installed = units.filter(
    ({ name, fileState }) => name !== GUARD || fileState === 'enabled',
  );
  if (installed.length === 0)
    return [skip('farend is no service of systemd here: something else has to start it')];
  return [
    ...installed.map(judgeUnit),
    ...installed.flatMap((unit) => judgeWrites(unit, config.policy.write, configFile)),
  ];
}

/** What farend.yaml says of the policy since its units were written is not in them. */
function judgeWrites(
  { name, writes }: UnitFacts,
  write: string | undefined,
  configFile: string,
): CheckResult[] {
  if (write === undefined || !WRITERS.includes(name)) return [];
  const path = resolve(write);
  if (writes.some((each) => path === each || path.startsWith(`${each}/`))) return [];
  return [
    warn(`${name} may not write into ${path} (policy.write)`, {
      evidence: [`${name}: ReadWritePaths=${writes.join(' ')}`],
      changes: [toCommand(`farend init -c ${configFile}`)],
    }),
  ];
}

function judgeUnit({ name, activeState, fileState, restarts }: UnitFacts): CheckResult {
  const evidence = [`${name}: ${activeState}, ${fileState}, started again ${restarts} times`];
  if (activeState !== 'active')
    return fail(`${name} is ${activeState}`, {
      evidence,
      changes: [toCommand(`systemctl restart ${name}; journalctl -u ${name} -n 50`)],
    });
  if (fileState !== 'enabled')
    return warn(`${name} does not start with the machine`, {
      evidence,
      changes: [toCommand(`systemctl enable ${name}`)],
    });
  if (restarts > 0)
    return warn(`systemd had to start ${name} again`, {
      evidence,
      changes: [toCommand(`journalctl -u ${name} -p warning`)],
    });
  return pass(`${name} runs and starts with the machine`, evidence);
}
