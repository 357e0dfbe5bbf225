// Endpoints are as the policy wants them.

import type { AsteriskFacts } from '../asterisk/asterisk-facts.ts';
import { checkEach } from '../asterisk/check-each.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { isSeen } from '../looked.ts';
import { pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'policy-drift',
  title: 'Endpoints are as the policy wants them',
  check: checkEach(judge),
};

function judge({ policy }: AsteriskFacts, { configFile }: DoctorFacts): CheckResult[] {
  if (policy === undefined) return [skip('The configuration has no policy.endpoints')];
  if (!isSeen(policy)) return [skip(`No plan could be made: ${policy.unseen}`)];
  const { managed, changes, unwritable } = policy.seen;
  if (changes + unwritable === 0)
    return [pass(`All ${managed} endpoints of the policy are as it wants them`)];
  const count = changes + unwritable;
  return [
    warn(
      `${count} ${count === 1 ? 'setting is' : 'settings are'} not as the policy wants ${count === 1 ? 'it' : 'them'}`,
      {
        evidence:
          unwritable === 0 ? [] : [`farend cannot write ${unwritable} of them: the plan says why`],
        changes: [
          {
            where: 'Asterisk',
            to: 'what farend policy plan shows',
            then: `farend policy plan -c ${configFile}`,
          },
        ],
      },
    ),
  ];
}
