// sipvicious as the enemy that guesses: most of what it tries is dropped unread once it is faster
// than a busy office, and the phone whose password it wants goes on.

import { beforeEach, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../../support/asterisk/flavours.ts';
import type { FarendLogLine } from '../../support/farend.ts';
import {
  ATTACKER,
  type AttackScene,
  createAttackScene,
  DISGUISE,
  STRAIGHT,
} from '../../support/peers/attacker.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findPeers } from '../../support/provision/peers.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];
const isMissing = findPeers().sipvicious === undefined;
const TIMEOUT_MS = 90_000;
const WRONG = Array.from({ length: 100_000 }, (_, n) => `guess${n}`);
/** Requests that Asterisk still answers after the limit has been reached: some seconds of guessing. */
const ANSWERED = 500;

beforeEach(() => stopEverything);

describe.skipIf(isMissing)('svcrack', () => {
  test('has most of its guesses dropped, and the phone goes on', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const scene = await createAttackScene(flavour);
    const guess = { tool: 'svcrack', words: ['-u', '4001', '-t', '0.0005'], ...DISGUISE } as const;

    const straight = await scene.attack({
      ...guess,
      words: [...STRAIGHT, ...guess.words],
      passwords: [...WRONG.slice(0, 500), 'pw4001'],
    });
    const cracking = scene.start({ ...guess, passwords: [...WRONG, 'pw4001'] });
    await scene.farend.waitForLog(({ event }) => event === 'rate-limited', 60_000);
    const used = await scene.usePhone();
    await waitForAnswers(scene, ANSWERED, scene.farend.log.items.length);
    const usedAgain = await scene.usePhone();
    const isOver = cracking.hasEnded;
    const drops = await scene.countDrops();

    expect(straight).toContain('pw4001');
    expect([used, usedAgain]).toEqual([
      [200, 200],
      [200, 200],
    ]);
    expect(isOver).toBe(false);
    expect(drops['rate-limited']).toBeGreaterThan(ANSWERED);
  });
});

/** Waits until so many more of the attacker's requests have reached Asterisk and were refused. */
async function waitForAnswers({ farend }: AttackScene, count: number, from: number): Promise<void> {
  let left = count;
  const isLast = ({ event, source, statusCode }: FarendLogLine): boolean => {
    const isRefusal = event === 'register' && statusCode === 401;
    left -= isRefusal && String(source).startsWith(`${ATTACKER}:`) ? 1 : 0;
    return left === 0;
  };
  await farend.waitForLog(isLast, 60_000, from);
}
