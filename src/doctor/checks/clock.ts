// Somebody keeps the clock right: logs of several machines fit together, and receivers of webhooks refuse
// what is signed too far from their own time.

import { toCommand } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'clock',
  title: 'The clock is kept right',
  check: (facts) => [judge(facts)],
};

function judge({ machine: { clock } }: DoctorFacts): CheckResult {
  const { isSynchronized, evidence } = clock;
  if (isSynchronized === 'yes') return pass('The clock is kept right', [evidence]);
  if (isSynchronized === 'unknown')
    return skip(`Nobody here says whether the clock is kept right: ${evidence}`);
  return warn('Nobody keeps the clock right', {
    evidence: [evidence],
    changes: [toCommand('timedatectl set-ntp true')],
  });
}
