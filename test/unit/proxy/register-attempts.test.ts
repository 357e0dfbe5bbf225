import { expect, it } from 'vitest';
import { RegisterAttempts, type SentVia } from '../../../src/proxy/register-attempt.ts';
import { makeAttempt, makeMapped, now } from './make-binding.ts';

/** Our Via as it was sent; its token text ends with a MAC. */
function sent(tokenText: string): SentVia {
  return {
    tokenText,
    answerVia: 'SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1',
    token: {
      kind: 'relayed',
      id: '0123456789abcdef',
      local: '',
      remote: { address: '203.0.113.5', port: 40112 },
      rportOffered: false,
      credentials: 'none',
      isOutside: false,
      isTrunk: false,
      device: '',
    },
  };
}

function makeText(index: number): string {
  return `0~192.0.2.2!5060~203.0.113.5~40112~${index.toString(16).padStart(16, '0')}`;
}

const one = makeText(1);
const two = makeText(2);

it('finds an attempt by the token text of our Via until its answer was relayed', () => {
  const attempts = new RegisterAttempts(() => undefined);
  const attempt = makeAttempt();

  attempts.add(attempt, sent(one));

  expect(attempts.find(one)).toBe(attempt);
  expect(attempts.find(two)).toBeUndefined();
  expect(attempts.find(one.replace('40112', '40113'))).toBeUndefined();
  expect(attempts.hasPending).toBe(true);
  attempts.finish(attempt);
  expect(attempts.find(one)).toBeUndefined();
  expect(attempts.hasPending).toBe(false);
});

it('finds the phone behind a token that is no binding yet', () => {
  const attempts = new RegisterAttempts(() => undefined);
  const attempt = makeAttempt({ contacts: [makeMapped('aaaa'), makeMapped('bbbb')] });

  attempts.add(attempt, sent(one));

  expect(attempts.findByToken('bbbb')).toBe(attempt);
  expect(attempts.findByToken('cccc')).toBeUndefined();
});

it('keeps 4096 attempts, the oldest goes first', () => {
  const attempts = new RegisterAttempts(() => undefined);
  for (let i = 0; i <= 4_096; i += 1) attempts.add(makeAttempt(), sent(makeText(i)));

  expect(attempts.find(makeText(0))).toBeUndefined();
  expect(attempts.find(makeText(1))).toBeDefined();
  expect(attempts.find(makeText(4_096))).toBeDefined();
});

it('forgets an attempt after 64·T1', () => {
  const attempts = new RegisterAttempts(() => undefined);
  const observed = (time: number) => {
    const attempt = makeAttempt();
    return { ...attempt, observation: { ...attempt.observation, time } };
  };

  attempts.add(observed(now), sent(makeText(1)));
  attempts.add(observed(now + 32_001), sent(makeText(2)));

  expect(attempts.find(makeText(1))).toBeUndefined();
  expect(attempts.find(makeText(2))).toBeDefined();
});

it('tells once of an attempt that nobody answered in 64·T1, counted from when it came first', () => {
  const unanswered: number[] = [];
  const attempts = new RegisterAttempts(({ time }) => unanswered.push(time));
  attempts.add(makeAttempt({}, { time: now }), sent(one));
  attempts.add(makeAttempt({}, { time: now + 16_000 }), sent(one));
  attempts.add(makeAttempt({}, { time: now + 20_000 }), sent(two));

  attempts.forgetOld(now + 32_000);
  const before = [...unanswered];
  attempts.forgetOld(now + 32_001);
  attempts.forgetOld(now + 40_000);

  expect(before).toEqual([]);
  expect(unanswered).toEqual([now + 16_000]);
  expect(attempts.find(two)).toBeDefined();
});

it('counts how often a request came again, for 64·T1', () => {
  const attempts = new RegisterAttempts(() => undefined);
  const id = '0123456789abcdef';

  expect(attempts.countRetransmissions(id, now)).toBe(0);
  expect(attempts.countRetransmissions(id, now + 500)).toBe(1);
  expect(attempts.countRetransmissions('fedcba9876543210', now + 500)).toBe(0);
  expect(attempts.countRetransmissions(id, now + 1_500)).toBe(2);
  expect(attempts.countRetransmissions(id, now + 1_500 + 32_001)).toBe(0);
});
