import { expect, it } from 'vitest';
import { RegisterAttempts, type SentVia } from '../../../src/proxy/register-attempt.ts';
import { makeAttempt, makeMapped, now } from './make-binding.ts';

function sent(tokenText: string): SentVia {
  return {
    tokenText,
    token: {
      kind: 'relayed',
      id: '0123456789abcdef',
      local: '',
      remote: { address: '203.0.113.5', port: 40112 },
      rportOffered: false,
      isStripped: false,
    },
  };
}

it('finds an attempt by the token text of our Via until its answer was relayed', () => {
  const attempts = new RegisterAttempts();
  const attempt = makeAttempt();

  attempts.add(attempt, sent('one'));

  expect(attempts.find('one')).toBe(attempt);
  expect(attempts.find('two')).toBeUndefined();
  expect(attempts.hasPending).toBe(true);
  attempts.finish(attempt);
  expect(attempts.find('one')).toBeUndefined();
  expect(attempts.hasPending).toBe(false);
});

it('finds the phone behind a token that is no binding yet', () => {
  const attempts = new RegisterAttempts();
  const attempt = makeAttempt({ contacts: [makeMapped('aaaa'), makeMapped('bbbb')] });

  attempts.add(attempt, sent('one'));

  expect(attempts.findByToken('bbbb')).toBe(attempt);
  expect(attempts.findByToken('cccc')).toBeUndefined();
});

it('keeps 8192 attempts, the oldest goes first', () => {
  const attempts = new RegisterAttempts();
  for (let i = 0; i <= 8_192; i += 1) attempts.add(makeAttempt(), sent(`text ${i}`));

  expect(attempts.find('text 0')).toBeUndefined();
  expect(attempts.find('text 1')).toBeDefined();
  expect(attempts.find('text 8192')).toBeDefined();
});

it('counts how often a request came again, for 64·T1', () => {
  const attempts = new RegisterAttempts();
  const id = '0123456789abcdef';

  expect(attempts.countRetransmissions(id, now)).toBe(0);
  expect(attempts.countRetransmissions(id, now + 500)).toBe(1);
  expect(attempts.countRetransmissions('f123456789abcdef', now + 500)).toBe(0);
  expect(attempts.countRetransmissions(id, now + 1_500)).toBe(2);
  expect(attempts.countRetransmissions(id, now + 1_500 + 32_001)).toBe(0);
});
