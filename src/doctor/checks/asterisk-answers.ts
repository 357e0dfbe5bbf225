// Asterisk answers SIP where farend looks for it, and from the address that it was asked at: farend
// drops what comes from elsewhere.

import { RESTART, toChange } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import type { AsteriskPath } from '../path/path-facts.ts';
import { tellExchange } from '../path/path-results.ts';
import { fail, pass } from '../results.ts';

export const check: DoctorCheck = {
  name: 'asterisk-answers',
  title: 'Asterisk answers SIP where farend looks for it',
  check: (facts) => facts.path.asterisks.map((each) => judge(each, facts)),
};

function judge({ name, options }: AsteriskPath, { configFile }: DoctorFacts): CheckResult {
  const { answer, answeredFrom } = options;
  const evidence = [`OPTIONS to udp://${name}, past farend: ${tellExchange(options)}`];
  const where = `${configFile}, proxy.asterisk`;
  const from = `udp://${name}`;
  if (answer === undefined)
    return fail(`Asterisk does not answer SIP at ${name}`, {
      evidence,
      changes: [
        toChange(
          where,
          'where Asterisk listens, as asterisk -rx "pjsip show transports" or "sip show settings" says',
          { from, apply: RESTART },
        ),
      ],
    });
  if (answeredFrom !== undefined && answeredFrom !== name)
    return fail(`Asterisk answers from ${answeredFrom} what it is asked at ${name}`, {
      evidence,
      changes: [toChange(where, `udp://${answeredFrom}`, { from, apply: RESTART })],
    });
  return pass(`Asterisk answers SIP at ${name}`, evidence);
}
