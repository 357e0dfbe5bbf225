import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findNearest, measureDistance } from '../../../src/config/nearest-key.ts';

const known = ['listen', 'asteriskSide', 'asterisk', 'localNetworks', 'trunks', 'mediaAddress'];

it.each([
  ['lisen', 'listen'],
  ['lsiten', 'listen'],
  ['asterisk-side', 'asteriskSide'],
  ['local_networks', 'localNetworks'],
  ['LOCALNETWORKS', 'localNetworks'],
  ['asterix', 'asterisk'],
  ['trunk', 'trunks'],
  ['banana', undefined],
  ['x', undefined],
  ['', undefined],
])('finds for %j: %s', (word, nearest) => {
  expect(findNearest(word, known)).toBe(nearest);
});

it('finds a known key by itself and with any one character left out', () => {
  const anyKey = fc.constantFrom(...known);

  fc.assert(
    fc.property(anyKey, fc.nat(), (key, at) => {
      const index = at % key.length;
      const without = key.slice(0, index) + key.slice(index + 1);
      return findNearest(key, known) === key && findNearest(without, known) === key;
    }),
  );
});

it('measures a distance: none to itself, the same both ways, never more than the longer word', () => {
  const anyWord = fc.string({ maxLength: 12 });

  fc.assert(
    fc.property(anyWord, anyWord, (one, other) => {
      const distance = measureDistance(one, other);
      expect(measureDistance(one, one)).toBe(0);
      expect(measureDistance(other, one)).toBe(distance);
      expect(distance).toBeLessThanOrEqual(Math.max(one.length, other.length));
      expect(distance).toBeGreaterThanOrEqual(Math.abs(one.length - other.length));
    }),
  );
});
