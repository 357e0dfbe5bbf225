// Asterisk reads what `farend policy` writes, and reads it behind what it adds to.

import type { AsteriskFacts } from '../asterisk/asterisk-facts.ts';
import { checkEach } from '../asterisk/check-each.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { isSeen } from '../looked.ts';
import { fail, pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'policy-files',
  title: 'Asterisk reads what farend policy writes',
  check: checkEach(judge),
};

function judge({ policy }: AsteriskFacts, { config, configFile }: DoctorFacts): CheckResult[] {
  if (policy === undefined || config.policy.write === undefined)
    return [skip('The configuration lets farend write no settings (policy.write)')];
  if (!isSeen(policy))
    return policy.code === 'POLICY_UNWRITABLE'
      ? [
          fail("farend's settings cannot be written or would not count", {
            evidence: [policy.unseen],
          }),
        ]
      : [skip(`No plan could be made: ${policy.unseen}`)];
  const { missingLines, remarks, hindrances } = policy.seen;
  if (hindrances.length > 0)
    return [fail('What farend policy adds would not count', { evidence: hindrances })];
  if (missingLines.length > 0)
    return [
      warn('Asterisk is not told yet to read what farend policy writes', {
        evidence: remarks,
        changes: missingLines.map(({ file, line }) => ({
          where: `${file}, at its end`,
          to: line,
          then: `farend policy apply -c ${configFile}, which adds it too`,
        })),
      }),
    ];
  if (remarks.length > 0)
    return [
      warn("Asterisk stumbles over lines of its files, or over farend's", { evidence: remarks }),
    ];
  return [pass(`Asterisk reads what farend writes into ${config.policy.write}`)];
}
