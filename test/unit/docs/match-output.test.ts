// What a page shows, against what a command prints.

import { describe, expect, it, test } from 'vitest';
import { matchOutput } from '../../support/docs/match-output.ts';

const matching: readonly (readonly [title: string, shown: string, printed: string])[] = [
  ['the same lines', 'one\ntwo', 'one\ntwo\n'],
  ['… for the rest of a line', 'fine: …', 'fine: farend.yaml\n'],
  ['… for any lines', 'one\n…\nfour', 'one\ntwo\nthree\nfour'],
  ['… for no line', 'one\n…\ntwo', 'one\ntwo'],
  ['… that farend printed itself', 'Yealink SIP-T46S 6…', 'Yealink SIP-T46S 6…'],
  ['another time', 'since 2026-11-21 07:00:00 UTC', 'since 2031-01-02 23:59:58 UTC'],
  ['another ISO time', '2026-11-22T07:00:00.000Z', '2031-01-02T23:59:58.123Z'],
  ['another port that a router picked', '203.0.113.1:32813  98 s', '203.0.113.1:512   102 s'],
  ['another width of a column', '4001  ok', '4001     ok'],
  ['another count of repetitions', '── REGISTER ×7 ──▶', '─── REGISTER ×12 ───▶'],
  ['brackets and dots as they are', '{ "a": [1.5] }', '{ "a": [1.5] }'],
];

const different: readonly (readonly [title: string, shown: string, printed: string])[] = [
  ['a line that is missing', 'one\ntwo', 'one'],
  ['a line more', 'one', 'one\ntwo'],
  ['another word', 'verdict  ok', 'verdict  failing'],
  ['another address', '203.0.113.1:32813', '203.0.113.2:32813'],
  ['a port that is written in a configuration', '192.0.2.10:5060', '192.0.2.10:5062'],
  ['another indent', '  4001', '4001'],
  ['nothing, where something is shown', 'one', ''],
];

it.each(matching)('takes %s', (_, shown, printed) => {
  expect(matchOutput(shown.split('\n'), printed).missing).toBeUndefined();
});

it.each(different)('refuses %s', (_, shown, printed) => {
  expect(matchOutput(shown.split('\n'), printed).missing).toBeDefined();
});

describe('an id', () => {
  test('is kept under the name that the page gives it', () => {
    const { names } = matchOutput(['1f3a09bc  until …'], '77aa00ff  until tomorrow');

    expect([...names]).toEqual([['1f3a09bc', '77aa00ff']]);
  });
});

it('tells the first line that is not there', () => {
  const { missing } = matchOutput(['one', '…', 'three', 'four'], 'one\ntwo\nthree');

  expect(missing).toBe('four');
});
