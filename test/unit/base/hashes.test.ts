import { expect, it } from 'vitest';
import { copyText } from '../../../src/base/copy-text.ts';
import { KeyedHash } from '../../../src/base/keyed-hash.ts';
import { SeededHash } from '../../../src/base/seeded-hash.ts';

const key = '00'.repeat(32);

it('makes 16 lower-case hex digits, the same for the same key and text', () => {
  const hex = new KeyedHash(key).hex('text');

  expect(hex).toMatch(/^[0-9a-f]{16}$/);
  expect(new KeyedHash(key).hex('text')).toBe(hex);
});

it('makes others for another key or text', () => {
  const hash = new KeyedHash(key);

  const all = [hash.hex('text'), hash.hex('texu'), new KeyedHash('01'.repeat(32)).hex('text')];

  expect(new Set(all).size).toBe(3);
});

it('makes numbers that a table may be keyed on', () => {
  const keyed = new KeyedHash(key);
  const seeded = new SeededHash();

  const numbers = Array.from({ length: 2_000 }, (_, i) => seeded.number(`nonce ${i}`, '192.0.2.1'));

  for (const number of [keyed.number('text'), ...numbers]) {
    expect(Number.isSafeInteger(number)).toBe(true);
    expect(number).toBeGreaterThanOrEqual(0);
    expect(number).toBeLessThan(2 ** 52);
  }
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(new Set(numbers.map((number) => number % 64)).size).toBe(64);
});

it('tells two texts from the same letters cut elsewhere', () => {
  const hash = new SeededHash();

  expect(hash.number('ab', 'c')).not.toBe(hash.number('a', 'bc'));
  expect(hash.number('abc')).not.toBe(hash.number('ab', 'c'));
});

it('hashes with another seed each time, so that nobody can aim at a bucket', () => {
  expect(new SeededHash().number('text')).not.toBe(new SeededHash().number('text'));
});

it('copies text byte for byte', () => {
  const text = 'Zo\xc3\xab \x00\xff';

  expect(copyText(text)).toBe(text);
});
