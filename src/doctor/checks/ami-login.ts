// farend can log in to AMI.

import type { AsteriskFacts } from '../asterisk/asterisk-facts.ts';
import { checkEach } from '../asterisk/check-each.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import { isSeen } from '../looked.ts';
import { fail, pass } from '../results.ts';

export const check: DoctorCheck = {
  name: 'ami-login',
  title: 'farend can log in to AMI',
  check: checkEach(judge),
};

function judge({ ami }: AsteriskFacts): CheckResult[] {
  if (isSeen(ami)) return [pass(`farend can log in to AMI of Asterisk ${ami.seen.version}`)];
  return [fail('farend cannot log in to AMI', { evidence: [ami.unseen] })];
}
