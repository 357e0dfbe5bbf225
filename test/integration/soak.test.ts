// A short soak, and the proofs that a soak finds what there is to be found.

import { afterEach, describe, expect, test } from 'vitest';
import { allAttacks } from '../soak/outside/ammunition.ts';
import { proveAttacks } from '../soak/prove-attacks.ts';
import { judge, type SoakCounts } from '../soak/result.ts';
import { runSoak } from '../soak/run-soak.ts';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];

const SEED = 5118;
const SECONDS = 6;
const RATE = 250;

afterEach(stopEverything);

test('attacked in every way, farend sends nobody anything who has not sent, and its phones work on', {
  timeout: 90_000,
}, async () => {
  const result = await runSoak(
    flavour,
    { seconds: SECONDS, seed: SEED, rate: RATE, registration: 'contact' },
    () => undefined,
  );

  expect(result.findings).toEqual([]);
  for (const { name } of allAttacks) expect(result.attacks[name]?.sent, name).toBeGreaterThan(5);
  expect(result.attacks.mutant?.sent).toBeGreaterThan(100);
  expect(result.drops['not-for-us']).toBeGreaterThan(0);
  expect(result.phones).toMatchObject({ reached: 4, phones: 4, failures: [] });
});

test('at a proxy that believes everything, each attack reaches its victim and is counted', {
  timeout: 60_000,
}, async () => {
  const { missed, elsewhere } = await proveAttacks(SEED);

  expect(missed).toEqual([]);
  expect(elsewhere).toBeGreaterThan(allAttacks.length);
});

describe('a soak finds', () => {
  const memory = { heapUsed: 20_000_000, rss: 100_000_000 };
  const fine: SoakCounts = {
    seed: 1,
    seconds: 60,
    asterisk: 'Asterisk 22',
    attacks: { via: { sent: 10, answered: 10, reachedVictim: 0 } },
    samples: [],
    loops: [],
    traffic: { received: 1000, sent: 1000, toItself: 0, elsewhere: {} },
    unexpected: [],
    drops: { 'foreign-response': 10 },
    bindings: 4,
    memory: { warm: memory, end: memory },
    phones: { registered: 10, called: 2, failures: [], reached: 4, phones: 4 },
    died: false,
  };
  const { traffic, phones } = fine;

  test('nothing where all is well', () => {
    expect(judge(fine).findings).toEqual([]);
  });

  test.each<[string, Partial<SoakCounts>]>([
    ['a stray packet', { traffic: { ...traffic, elsewhere: { '192.0.2.1:9': 1 } } }],
    ['a victim reached', { attacks: { via: { sent: 1, answered: 0, reachedVictim: 1 } } }],
    ['packets to itself', { traffic: { ...traffic, toItself: 1 } }],
    ['more packets than came', { traffic: { ...traffic, sent: 2000 } }],
    ['a message that comes back again and again', { loops: ['OPTIONS'] }],
    ['a throw', { drops: { 'internal-error': 1 } }],
    ['a failed send', { drops: { 'send-failed': 1 } }],
    ['an error in the log', { unexpected: ['TypeError'] }],
    ['an early end', { died: true }],
    ['a growing heap', { memory: { warm: memory, end: { ...memory, heapUsed: 80_000_000 } } }],
    ['a growing process', { memory: { warm: memory, end: { ...memory, rss: 400_000_000 } } }],
    ['a phone that fails', { phones: { ...phones, failures: ['408'] } }],
    ['a phone that is not reached', { phones: { ...phones, reached: 3 } }],
    ['phones that do nothing', { phones: { ...phones, registered: 0 } }],
    ['calls that do not come about', { phones: { ...phones, called: 0 } }],
  ])('%s', (_, wrong) => {
    expect(judge({ ...fine, ...wrong }).findings).toHaveLength(1);
  });
});
