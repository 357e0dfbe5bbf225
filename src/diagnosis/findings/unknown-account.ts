// A phone that registers as somebody whom Asterisk does not have. Scanners do nothing else: no rule looks
// at strangers, unless there are one or two of them where phones are registered.

import { hasTrouble, isRefusedFor } from '../register-clues.ts';
import type { DeviceRule } from '../rule.ts';
import { namePhone } from '../words.ts';

export const unknownAccount: DeviceRule = {
  kind: 'device',
  name: 'unknown-account',
  find(facts, { now }) {
    const { trouble, verdict, aor } = facts.record;
    const isUnplaced = hasTrouble(facts, 'refused') && trouble?.statusCode === 404;
    if (trouble === undefined || !(hasTrouble(facts, 'unknown-account') || isUnplaced))
      return undefined;
    if (!isRefusedFor(trouble, now)) return undefined;
    return {
      severity: 'warning',
      summary: `${namePhone(facts)} cannot register: Asterisk has no account ${aor}.`,
      description:
        'The name that the phone registers with is not in Asterisk: a typing error, an account that was removed, or an endpoint without an AOR of that name.',
      evidence: [...verdict.evidence, `it registers as ${aor}`],
      remedy: [
        'Compare the user name of the account on the phone with the name of the AOR in Asterisk, letter by letter.',
        'If the account was removed on purpose: take it off the phone.',
      ],
      since: trouble.since,
    };
  },
};
