import { expect, it } from 'vitest';
import { type Exchange, ExchangeTable } from '../../../src/capture/exchange-table.ts';

const nothing = { viaCount: 1, agent: '', requests: 1, attempt: undefined, isIgnored: false };

function makeExchange(since: number): Exchange {
  return { ...nothing, since };
}

it('keeps 16,384 exchanges, and gives up the oldest', () => {
  const table = new ExchangeTable();
  const gone: number[] = [];

  for (let key = 0; key < 16_400; key += 1) gone.push(...table.put(key, makeExchange(key)));

  expect(table.size).toBe(16_384);
  expect(gone).toEqual(Array.from({ length: 16 }, (_, key) => key));
});

it('takes out what is older, in its order, and what began anew is not', () => {
  const table = new ExchangeTable();
  for (const key of [1, 2, 3]) table.put(key, makeExchange(key));
  table.put(1, makeExchange(9));
  table.put(2, makeExchange(2));

  const keys = [...table.takeOlder(9)].map(([key]) => key);

  expect(keys).toEqual([2, 3]);
  expect(table.size).toBe(1);
});
