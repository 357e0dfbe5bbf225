// Each process of farend may open as many files and sockets as it needs.

import { toChange } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import type { FarendProcess } from '../machine/read-processes.ts';
import { pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'open-files',
  title: 'farend may open as many files and sockets as it needs',
  check: ({ machine }: DoctorFacts) => [judge(machine.processes)],
};

const WANTED = 1_024;
const FULL = 0.8;

function judge(processes: readonly FarendProcess[]): CheckResult {
  const known = processes.flatMap(({ role, openFileLimit: limit, openFiles }) =>
    limit === undefined ? [] : [{ role, limit, openFiles: openFiles ?? 0 }],
  );
  if (known.length === 0) return skip('farend does not run, or its limits may not be looked at');
  const evidence = known.map(
    ({ role, limit, openFiles }) => `farend ${role}: ${openFiles} open, ${limit} allowed`,
  );
  const isShort = known.some(({ limit, openFiles }) => limit < WANTED || openFiles > FULL * limit);
  if (!isShort) return pass('farend may open as many files and sockets as it needs', evidence);
  return warn('farend may soon open no more files and sockets', {
    evidence,
    changes: [
      toChange('systemctl edit farend', '[Service] LimitNOFILE=65536', {
        apply: 'systemctl restart farend',
      }),
    ],
  });
}
