import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { START_MS } from '../scene.ts';
import { makeChange, makeRefusal, StoreScene } from './store-scene.ts';

const MANY = 30_000;

let scene: StoreScene;

beforeEach(() => {
  scene = new StoreScene();
});

afterEach(() => scene.stop());

function countRows(): number {
  const database = new DatabaseSync(scene.path, { readOnly: true });
  try {
    return Number(database.prepare('SELECT count(*) AS rows FROM history').get()?.rows);
  } finally {
    database.close();
  }
}

describe('whoever fails for years does not fill the disk', () => {
  it('under one name: its latest hundred refusals are kept, and all that the real phone did', () => {
    const store = scene.open();
    store.write([makeChange({}, [{ time: START_MS }])]);
    for (let at = 1; at <= 3_000; at += 1) store.write([makeRefusal('4001', START_MS + at)]);

    const history = scene.reopen(store).history('4001', 1_000);

    expect(history).toHaveLength(101);
    expect(history[0]?.time).toBe(START_MS + 3_000);
    expect(history.at(-1)?.kind).toBe('moved');
  });

  it('under ever new names: the oldest refusals go, and nothing of phones that registered', () => {
    const store = scene.open();
    store.write([makeChange({}, [{ time: START_MS }, { time: START_MS + 1, kind: 'refused' }])]);
    for (let at = 1; at <= MANY; at += 1) store.write([makeRefusal(`x${at}`, START_MS + at)]);
    store.close();

    const next = scene.open();
    expect(next.history('4001', 10)).toHaveLength(2);
    expect(next.history(`x${MANY}`, 10)).toHaveLength(1);
    expect(next.history('x1', 10)).toHaveLength(0);
    next.close();
    expect(countRows()).toBe(20_002);
  });

  it('with long names: what no phone has is not kept, and counted', () => {
    const store = scene.open();
    for (let at = 1; at <= 10; at += 1)
      store.write([makeRefusal('4001', START_MS + at, 'x'.repeat(60_000))]);
    store.close();

    expect(store.dropped).toBe(10);
    expect(countRows()).toBe(0);
  });
});

it('a phone that moves all day keeps its latest five hundred changes', () => {
  const store = scene.open();
  const times = Array.from({ length: 2_000 }, (_, at) => ({ time: START_MS + at }));
  store.write([makeChange({}, times)]);

  const history = scene.reopen(store).history('4001', 10_000);

  expect(history).toHaveLength(500);
  expect(history.at(-1)?.time).toBe(START_MS + 1_500);
});
