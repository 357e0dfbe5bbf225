import { expect, it } from 'vitest';
import { copyPart, copyText } from '../../../src/base/copy-text.ts';
import { KeyedHash } from '../../../src/base/keyed-hash.ts';
import { SeededHash } from '../../../src/base/seeded-hash.ts';
import { SharedTexts } from '../../../src/base/shared-texts.ts';

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

  const numbers = Array.from({ length: 2_000 }, (_, i) =>
    seeded.number('192.0.2.1', seeded.number(`nonce ${i}`)),
  );

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

  const cut = (first: string, second: string) => hash.number(second, hash.number(first));

  expect(cut('ab', 'c')).not.toBe(cut('a', 'bc'));
  expect(cut('ab', 'c')).not.toBe(hash.number('abc'));
});

it('hashes with another seed each time, so that nobody can aim at a bucket', () => {
  expect(new SeededHash().number('text')).not.toBe(new SeededHash().number('text'));
});

it.each(['Zo\xc3\xab \x00\xff', 'Zoë', 'Büro 東 😀', 'half a pair: \ud83d', ''])(
  'copies the text %j character for character',
  (text) => {
    expect(copyText(text)).toBe(text);
  },
);

it.each([
  ['a part of it', '<sip:4001@192.168.1.50:5060>;expires=300', 'sip:4001@192.168.1.50:5060'],
  ['what is no part of it', '<sip:4001@192.168.1.50:5060>', ';expires='],
  ['nothing', '<sip:4001@192.168.1.50:5060>', ''],
])('copies beside a kept text %s', (_, kept, part) => {
  expect(copyPart(part, kept)).toBe(part);
});

it('shares equal texts, and those past its bound too, each as it is', () => {
  const texts = new SharedTexts();

  const shared = Array.from({ length: 1_001 }, (_, index) => texts.share(`Phone ${index}`));

  expect(shared.at(-1)).toBe('Phone 1000');
  expect(texts.share('Phone 7')).toBe('Phone 7');
});
