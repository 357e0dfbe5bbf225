import { beforeEach, describe, expect, it } from 'vitest';
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
const request = '198.51.100.10:5060 203.0.113.5 40112 call-1 sip:pbx.example.com';
const aor = '4001@pbx.example.com';
const origin = { address: phone, aor, request };

let guard: ReplayGuard;

beforeEach(() => {
  guard = new ReplayGuard();
  guard.rememberChallenge(credentials.nonce, phone, aor, now);
});

it('passes the answer to a challenge, and its retransmission', () => {
  expect(guard.check(credentials, origin, now + 50)).toBe('passed');
  expect(guard.check(credentials, origin, now + 4_000)).toBe('passed');
});

describe('holds back the same response', () => {
  it.each([
    ['from another flow', request.replace('40112', '40113')],
    ['with another Call-ID', request.replace('call-1', 'call-2')],
    ['with another Request-URI', `${request}:5061`],
    ['to another socket of ours', request.replace('198.51.100.10', '198.51.100.11')],
  ])('%s', (_, other) => {
    guard.check(credentials, origin, now);

    expect(guard.check(credentials, { ...origin, request: other }, now + 1)).toBe('replayed');
    expect(guard.check(credentials, origin, now + 2)).toBe('passed');
  });

  it('from another address, even when that address was sent the same nonce', () => {
    guard.check(credentials, origin, now);
    guard.rememberChallenge(credentials.nonce, attacker, aor, now);
    const stolen = { address: attacker, aor, request: request.replace(phone, attacker) };

    expect(guard.check(credentials, stolen, now + 1)).toBe('replayed');
  });
});

describe('holds back a nonce', () => {
  it('that was sent to another address', () => {
    const elsewhere = { ...origin, address: attacker };

    expect(guard.check(credentials, elsewhere, now)).toBe('foreign-nonce');
  });

  it('that was sent to this address for another AOR', () => {
    const otherAor = { ...origin, aor: '4002@pbx.example.com' };

    expect(guard.check(credentials, otherAor, now)).toBe('unknown-nonce');
  });

  it('that was never sent', () => {
    expect(guard.check({ ...credentials, nonce: 'x' }, origin, now)).toBe('unknown-nonce');
  });

  it('that was sent more than 64 s ago', () => {
    expect(guard.check(credentials, origin, now + 64_000)).toBe('passed');
    const later = { ...credentials, nonce: 'later' };
    guard.rememberChallenge('later', phone, aor, now);

    expect(guard.check(later, origin, now + 64_001)).toBe('unknown-nonce');
  });

  it('after a thousand answers to it from one address: they are meant to make us forget', () => {
    const answer = (index: number) =>
      guard.check({ ...credentials, response: `${index}`.padStart(32, '0') }, origin, now);
    const verdicts = Array.from({ length: 1_001 }, (_, index) => answer(index));

    expect(new Set(verdicts.slice(0, 1_000))).toEqual(new Set(['passed']));
    expect(verdicts[1_000]).toBe('unknown-nonce');
  });
});

describe('knows who had credentials first', () => {
  it.each([phone, '2001:db8::5'])('by whom they came: %s', (address) => {
    guard.rememberChallenge('other', address, aor, now);
    const own = { ...credentials, nonce: 'other' };
    guard.check(own, { ...origin, address }, now);
    guard.check(own, { address: attacker, aor, request: 'elsewhere' }, now + 1);

    expect(guard.findFirstHolder(own, now + 1)).toBe(address);
  });

  it('by who was asked for them, where they never came', () => {
    const stolen = { ...credentials, response: '0cc175b9c0f1b6a831c399e269772661' };

    expect(guard.findFirstHolder(stolen, now)).toBe(phone);
  });

  it('not of what nobody asked for, and for 64 s only', () => {
    expect(guard.findFirstHolder({ ...credentials, nonce: 'x' }, now)).toBeUndefined();
    expect(guard.findFirstHolder(credentials, now + 64_001)).toBeUndefined();
  });
});

it('takes a nonce for any method but REGISTER, whatever AOR it was sent for', () => {
  expect(guard.check(credentials, { ...origin, aor: '' }, now)).toBe('passed');
});

it('does not let an attempt from elsewhere take the place of the first', () => {
  guard.check(credentials, { address: attacker, aor, request: 'elsewhere' }, now);

  expect(guard.check(credentials, origin, now + 1)).toBe('passed');
});

it('tells two phones apart that were sent the same nonce', () => {
  guard.rememberChallenge(credentials.nonce, attacker, aor, now);
  guard.check(credentials, origin, now);

  const other = { ...credentials, response: '0cc175b9c0f1b6a831c399e269772661' };

  expect(guard.check(other, { address: attacker, aor, request: 'other' }, now)).toBe('passed');
});
