import { expect, it } from 'vitest';
import { labelRegistration } from '../../../../../src/api/http/metrics/registration-labels.ts';
import { makeRegister } from '../../../../support/make-register.ts';

it.each([
  [{}, ['offered', 'success', 'none', 'behind-nat']],
  [{ rportOffered: false }, ['missing', 'success', 'none', 'behind-nat']],
  [{ isExempt: true, natTests: ['no-rport'] }, ['exempt', 'success', 'none', 'none']],
  [{ natTests: ['carrier-grade-nat'] }, ['offered', 'success', 'none', 'carrier-grade-nat']],
  [{ binding: 'removed' }, ['offered', 'unregistered', 'none', 'behind-nat']],
  [{ statusCode: 0 }, ['offered', 'unanswered', 'none', 'behind-nat']],
  [{ statusCode: 401, credentials: 'none' }, ['offered', 'challenged', 'none', 'behind-nat']],
  [
    { statusCode: 401, credentials: 'replayed' },
    ['offered', 'challenged', 'replayed', 'behind-nat'],
  ],
  [{ statusCode: 407, credentials: 'passed' }, ['offered', 'refused', 'credentials', 'behind-nat']],
  [{ statusCode: 403 }, ['offered', 'refused', '403', 'behind-nat']],
  [{ statusCode: 302 }, ['offered', 'refused', '3xx', 'behind-nat']],
  [{ statusCode: 699 }, ['offered', 'refused', '6xx', 'behind-nat']],
] as const)('%j counts as %j', (changes, expected) => {
  const { rport, result, reason, nat } = labelRegistration(makeRegister(changes));

  expect([rport, result, reason, nat]).toEqual(expected);
});
