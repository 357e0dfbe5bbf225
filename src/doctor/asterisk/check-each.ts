// A condition that each Asterisk is to meet: its results name it where there are several.

import type { CheckResult } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { isSeen } from '../looked.ts';
import { skip } from '../results.ts';
import type { AmiFacts, AsteriskFacts, EndpointFacts } from './asterisk-facts.ts';

/** What a check says of one Asterisk; `facts` for what it needs beside it. */
export type CheckOne = (asterisk: AsteriskFacts, facts: DoctorFacts) => CheckResult[];

export function checkEach(check: CheckOne): (facts: DoctorFacts) => CheckResult[] {
  return (facts) =>
    facts.asterisks.flatMap((asterisk) =>
      check(asterisk, facts).map((result) =>
        asterisk.isOneOfSeveral ? { ...result, what: `${asterisk.name}: ${result.what}` } : result,
      ),
    );
}

/** Skipped where AMI could not be asked. */
export function checkAmi(
  check: (ami: AmiFacts, asterisk: AsteriskFacts, facts: DoctorFacts) => CheckResult[],
): (facts: DoctorFacts) => CheckResult[] {
  return checkEach((asterisk, facts) =>
    isSeen(asterisk.ami)
      ? check(asterisk.ami.seen, asterisk, facts)
      : [skip('Asterisk cannot be asked over AMI: see ami-login')],
  );
}

/** Skipped where Asterisk did not list its endpoints. */
export function checkEndpoints(
  check: (
    endpoints: readonly EndpointFacts[],
    asterisk: AsteriskFacts,
    facts: DoctorFacts,
  ) => CheckResult[],
): (facts: DoctorFacts) => CheckResult[] {
  return checkAmi(({ endpoints }, asterisk, facts) =>
    isSeen(endpoints)
      ? check(endpoints.seen, asterisk, facts)
      : [skip(`Asterisk does not list its endpoints: ${endpoints.unseen}`)],
  );
}
