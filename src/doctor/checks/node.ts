// Node is one that farend is made for (`engines` of its package).

import { toCommand } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { fail, pass } from '../results.ts';

export const check: DoctorCheck = {
  name: 'node',
  title: 'Node is one that farend is made for',
  check: (facts) => [judge(facts)],
};

function judge({ machine: { nodeVersion } }: DoctorFacts): CheckResult {
  const [major = 0, minor = 0] = nodeVersion.replace('v', '').split('.').map(Number);
  if (major >= 26 || (major === 24 && minor >= 15)) return pass(`node is ${nodeVersion}`);
  return fail(`node is ${nodeVersion}, and farend needs 24.15 or later, or 26`, {
    changes: [
      toCommand(
        'apt-get install nodejs, from a source that has 24 (nodesource.com), or npm install in farend’s directory',
      ),
    ],
  });
}
