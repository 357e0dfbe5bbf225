import { expect, it } from 'vitest';
import type { Binding } from '../../../src/proxy/binding.ts';
import { NatOutcomes } from '../../../src/proxy/nat-outcomes.ts';
import { makeBinding } from './make-binding.ts';

type Act = (outcomes: NatOutcomes, binding: Binding) => void;

const ask: Act = (outcomes, binding) => outcomes.noteAsked(binding);
const answer: Act = (outcomes, binding) => outcomes.noteAnswer(binding, true);
const answerElsewhere: Act = (outcomes, binding) => outcomes.noteAnswer(binding, false);

it.each([
  ['behind NAT, answers by its flow', true, [ask, answer], 'behind-nat.confirmed'],
  ['behind NAT, answers from elsewhere', true, [ask, answerElsewhere], 'behind-nat.contradicted'],
  ['behind NAT, is silent', true, [ask], 'behind-nat.unproven'],
  ['behind NAT, is asked nothing', true, [], 'behind-nat.unproven'],
  ['without NAT, answers', false, [ask, answer], 'none.confirmed'],
  ['without NAT, answers both ways', false, [answer, answerElsewhere], 'none.contradicted'],
  ['without NAT, is silent', false, [ask], 'none.contradicted'],
  ['without NAT, is asked nothing', false, [], 'none.unproven'],
] as const)('a phone that is %s', (_, behindNat, acts, expected) => {
  const outcomes = new NatOutcomes();
  const binding = makeBinding({ behindNat });

  for (const act of acts) act(outcomes, binding);
  outcomes.close(binding);

  expect(outcomes.list()).toEqual([[expected, 1]]);
});

it('begins anew with each REGISTER', () => {
  const outcomes = new NatOutcomes();
  const binding = makeBinding();
  outcomes.noteAnswer(binding, true);

  outcomes.close(binding);
  outcomes.close(binding);

  expect(Object.fromEntries(outcomes.list())).toEqual({
    'behind-nat.confirmed': 1,
    'behind-nat.unproven': 1,
  });
});
