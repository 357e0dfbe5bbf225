import { expect, it } from 'vitest';
import { RecentMap } from '../../../src/base/recent-map.ts';

it('forgets what was written longest ago', () => {
  const map = new RecentMap<string, number>(2);

  map.set('a', 1);
  map.set('b', 2);
  map.set('a', 3);
  map.set('c', 4);

  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([3, undefined, 4]);
});

it('tells what it forgets', () => {
  const forgotten: number[] = [];
  const map = new RecentMap<string, number>(1, (value) => forgotten.push(value));

  map.set('a', 1);
  map.set('a', 2);
  map.set('b', 3);

  expect(forgotten).toEqual([2]);
});

it('forgets what is deleted', () => {
  const map = new RecentMap<string, number>(2);

  map.set('a', 1);
  map.delete('a');

  expect(map.get('a')).toBeUndefined();
});
