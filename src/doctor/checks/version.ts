// The farend that runs is the one that is installed.

import { RESTART, toCommand } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { isSeen } from '../looked.ts';
import { pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'version',
  title: 'The farend that runs is the one that is installed',
  check: (facts) => [judge(facts)],
};

function judge({ machine }: DoctorFacts): CheckResult {
  const { companion, version } = machine;
  if (!isSeen(companion)) return skip(`The running farend cannot be asked: ${companion.unseen}`);
  const running = companion.seen.version;
  if (running === version) return pass(`farend ${version} runs`);
  return warn(`farend ${running} runs, and ${version} is installed`, {
    changes: [toCommand(RESTART)],
  });
}
