import { beforeEach, describe, expect, it } from 'vitest';
import { KeyedHash } from '../../../src/base/keyed-hash.ts';
import { ReplayGuard } from '../../../src/proxy/replay-guard.ts';

const now = 1_795_244_400_000;
const phone = '203.0.113.5';
const attacker = '192.0.2.66';
const credentials = {
  username: '4001',
  nonce: '1795244400/0f1e2d3c',
  uri: 'sip:pbx.example.com',
  response: '6629fae49393a05397450978507c4ef1',
};
const origin = '198.51.100.10:5060 203.0.113.5 40112 call-1 sip:pbx.example.com';

let guard: ReplayGuard;

beforeEach(() => {
  guard = new ReplayGuard(new KeyedHash('00'.repeat(32)));
  guard.rememberChallenge(credentials.nonce, phone, now);
});

it('passes the answer to a challenge, and its retransmission', () => {
  expect(guard.check(credentials, phone, origin, now + 50)).toBe('passed');
  expect(guard.check(credentials, phone, origin, now + 4_000)).toBe('passed');
});

describe('holds back the same response', () => {
  it.each([
    ['from another flow', origin.replace('40112', '40113')],
    ['with another Call-ID', origin.replace('call-1', 'call-2')],
    ['with another Request-URI', `${origin}:5061`],
    ['to another socket of ours', origin.replace('198.51.100.10', '198.51.100.11')],
  ])('%s', (_, otherOrigin) => {
    guard.check(credentials, phone, origin, now);

    expect(guard.check(credentials, phone, otherOrigin, now + 1)).toBe('replayed');
    expect(guard.check(credentials, phone, origin, now + 2)).toBe('passed');
  });

  it('from another address, even when that address was sent the same nonce', () => {
    guard.check(credentials, phone, origin, now);
    guard.rememberChallenge(credentials.nonce, attacker, now);

    expect(guard.check(credentials, attacker, origin.replace(phone, attacker), now + 1)).toBe(
      'replayed',
    );
  });
});

describe('holds back a nonce', () => {
  it('that was sent to another address', () => {
    expect(guard.check(credentials, attacker, origin, now)).toBe('foreign-nonce');
  });

  it('that was never sent', () => {
    expect(guard.check({ ...credentials, nonce: 'x' }, phone, origin, now)).toBe('unknown-nonce');
  });

  it('that was sent more than 64 s ago', () => {
    expect(guard.check(credentials, phone, origin, now + 64_000)).toBe('passed');
    expect(guard.check(credentials, phone, origin, now + 64_001)).toBe('unknown-nonce');
  });
});

it('does not let an attempt from elsewhere take the place of the first', () => {
  guard.check(credentials, attacker, 'elsewhere', now);

  expect(guard.check(credentials, phone, origin, now + 1)).toBe('passed');
});

it('tells two phones apart that were sent the same nonce', () => {
  guard.rememberChallenge(credentials.nonce, attacker, now);
  guard.check(credentials, phone, origin, now);

  const other = { ...credentials, response: '0cc175b9c0f1b6a831c399e269772661' };

  expect(guard.check(other, attacker, 'another origin', now)).toBe('passed');
});
