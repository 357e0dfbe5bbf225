import { describe, expect, it } from 'vitest';
import type { AuthenticationEvent } from '../../../src/asterisk/asterisk-event.ts';
import { BanJudge, type BanJudgeOptions } from '../../../src/bans/ban-judge.ts';
import type { RefusedPassword } from '../../../src/bans/refused-password.ts';
import { START_MS } from '../../support/make-register.ts';

const HOUR_MS = 3_600_000;
const attacker = '203.0.113.66';

let lastTag = 0;

function makePassword(changes: Partial<RefusedPassword> = {}): RefusedPassword {
  lastTag += 1;
  return {
    time: START_MS,
    address: attacker,
    source: `${attacker}:5060`,
    localSocket: '198.51.100.10:5060',
    username: '4001',
    callId: 'call-1',
    nonce: `nonce-${lastTag}`,
    responseTag: lastTag.toString(16).padStart(16, '0'),
    isProven: true,
    ...changes,
  };
}

function makeWord(changes: Partial<AuthenticationEvent> = {}): AuthenticationEvent {
  return {
    kind: 'authentication',
    asterisk: 'main',
    time: START_MS,
    driver: 'chan_pjsip',
    outcome: 'failed',
    account: '4001',
    callId: 'call-1',
    nonce: undefined,
    responseTag: undefined,
    reason: '',
    ...changes,
  };
}

function createJudge(options: Partial<BanJudgeOptions> = {}): BanJudge {
  return new BanJudge({ isProtected: () => false, hasHealthyPhone: () => false, ...options });
}

/** A password that Asterisk says was wrong. */
function refuse(judge: BanJudge, changes: Partial<RefusedPassword> = {}) {
  const password = makePassword(changes);
  judge.onRefused(password);
  return judge.onWord(makeWord({ responseTag: password.responseTag }));
}

/** That many, a second apart; the reason for what the last one led to. */
function refuseTimes(judge: BanJudge, count: number, from = START_MS) {
  let decision = refuse(judge, { time: from });
  for (let at = 1; at < count; at += 1) decision = refuse(judge, { time: from + at * 1_000 });
  return decision;
}

describe('an address is banned', () => {
  it('at the twentieth password within ten minutes, for an hour', () => {
    const judge = createJudge();

    expect(refuseTimes(judge, 19)).toMatchObject({ reason: 'below-threshold', count: 19 });
    const decision = refuse(judge, { time: START_MS + 60_000 });

    expect(decision).toMatchObject({
      reason: 'banned',
      count: 20,
      untilMs: START_MS + 60_000 + HOUR_MS,
    });
    expect(judge.listInForce(START_MS + 60_000)).toEqual([
      { address: attacker, untilMs: START_MS + 60_000 + HOUR_MS },
    ]);
    expect(judge.listInForce(START_MS + 60_000 + HOUR_MS)).toEqual([]);
  });

  it('not for as many in a longer time', () => {
    const judge = createJudge();

    for (let at = 0; at < 100; at += 1)
      expect(refuse(judge, { time: START_MS + at * 32_000 })?.reason).toBe('below-threshold');
  });

  it('once: what was on its way changes nothing', () => {
    const judge = createJudge();
    refuseTimes(judge, 20);

    expect(refuse(judge, { time: START_MS + 30_000 })?.reason).toBe('already-banned');
  });

  it('for longer when it comes back, and anew after a week', () => {
    const judge = createJudge();
    const hours = (from: number) => {
      const decision = refuseTimes(judge, 20, from);
      return ((decision?.untilMs ?? 0) - from - 19_000) / HOUR_MS;
    };

    const lengths = [0, 2, 8, 40].map((hour) => hours(START_MS + hour * HOUR_MS));

    expect(lengths).toEqual([1, 4, 24, 24]);
    expect(hours(START_MS + (40 + 24 + 7 * 24 + 1) * HOUR_MS)).toBe(1);
  });
});

describe('a password counts', () => {
  it('whether Asterisk or the proxy is heard first, and once', () => {
    const judge = createJudge();
    const password = makePassword();
    const word = makeWord({ responseTag: password.responseTag });

    expect(judge.onWord(word)).toBeUndefined();
    expect(judge.onRefused(password)).toMatchObject({ count: 1 });
    expect(judge.onRefused(password)).toBeUndefined();
    expect(judge.onWord(word)).toBeUndefined();
  });

  it('of chan_sip without a response, by its nonce', () => {
    const judge = createJudge();
    const password = makePassword({ responseTag: undefined });
    judge.onRefused(password);

    const decision = judge.onWord(makeWord({ driver: 'chan_sip', nonce: password.nonce }));

    expect(decision).toMatchObject({ reason: 'below-threshold', count: 1 });
  });

  it('for an account that is none, too', () => {
    const judge = createJudge();
    const password = makePassword();
    judge.onRefused(password);
    const word = makeWord({ outcome: 'unknown-account', responseTag: password.responseTag });

    expect(judge.onWord(word)).toMatchObject({ count: 1 });
  });

  it.each(['challenged', 'succeeded', 'acl-refused', 'request-refused'] as const)(
    'not where it was %s',
    (outcome) => {
      const judge = createJudge();
      const password = makePassword();
      judge.onRefused(password);

      expect(
        judge.onWord(makeWord({ outcome, responseTag: password.responseTag })),
      ).toBeUndefined();
    },
  );

  it('not by its Call-ID or its nonce alone, which chan_pjsip gives to many', () => {
    const judge = createJudge();
    judge.onRefused(makePassword());

    expect(judge.onWord(makeWord({ responseTag: 'ffffffffffffffff' }))).toBeUndefined();
  });
});

describe('nobody is banned', () => {
  it.each([
    ['healthy-phone', { hasHealthyPhone: (address: string) => address === attacker }, {}],
    ['protected', { isProtected: (address: string) => address === attacker }, {}],
    ['not-proven', {}, { isProven: false }],
  ] as const)('%s', (reason, options, changes) => {
    const judge = createJudge(options);

    for (let at = 0; at < 100; at += 1)
      expect(refuse(judge, changes)).toMatchObject({ reason, count: 0, untilMs: 0 });
    expect(judge.listInForce(START_MS)).toEqual([]);
  });
});

it('keeps ten thousand addresses at most', () => {
  const judge = createJudge();
  refuseTimes(judge, 19);

  for (let at = 0; at < 10_000; at += 1) refuse(judge, { address: `192.0.${at >> 8}.${at & 255}` });

  expect(refuse(judge)).toMatchObject({ reason: 'below-threshold', count: 1 });
});
