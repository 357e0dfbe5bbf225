import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeviceRecord } from '../../../../src/correlation/device-record.ts';
import { START_MS } from '../scene.ts';
import { DAY_MS, makeChange, makeHistory, makeRecord, StoreScene } from './store-scene.ts';

let scene: StoreScene;

beforeEach(() => {
  scene = new StoreScene();
});

afterEach(() => {
  vi.useRealTimers();
  scene.stop();
});

describe('what was written is there after a restart', () => {
  it('the newest record of each device, and not those that were removed', () => {
    const store = scene.open();
    store.write([makeChange({ endpoint: '4001' }), makeChange({ endpoint: '4002' })]);
    store.write([makeChange({ endpoint: '4001', site: 'York' })]);
    store.write([makeChange({ endpoint: '4002' }, [], true)]);

    const loaded = [...scene.reopen(store).load()];

    expect(loaded).toStrictEqual([makeRecord({ endpoint: '4001', site: 'York' })]);
  });

  it('a record of which neither wire nor Asterisk showed anything', () => {
    const bare = makeRecord({ wire: undefined, asteriskView: undefined });
    const store = scene.open();
    store.write([makeChange(bare)]);

    expect([...scene.reopen(store).load()]).toStrictEqual([bare]);
  });

  it('a record of an older farend, which knew no strangers', () => {
    const { isStranger, ...old } = makeRecord();
    const store = scene.open();
    store.write([makeChange(old)].map((change) => ({ ...change, record: old as DeviceRecord })));

    expect(isStranger).toBe(false);
    expect([...scene.reopen(store).load()]).toStrictEqual([makeRecord()]);
  });

  it('the history of an endpoint, latest first and no more than asked for', () => {
    const store = scene.open();
    const times = [1, 3, 2].map((time) => START_MS + time);
    store.write([
      makeChange(
        {},
        times.map((time) => ({ time })),
      ),
    ]);
    store.write([makeChange({ endpoint: '4002' }, [{ time: START_MS }])]);

    const history = scene.reopen(store).history('4001', 2);

    expect(history).toStrictEqual([3, 2].map((time) => makeHistory({ time: START_MS + time })));
  });

  it('the position in the feed, and none before there is one', () => {
    const store = scene.open();
    const before = store.feedPosition;
    store.feedPosition = { boot: 'first', seq: 1 };
    store.feedPosition = { boot: 'second', seq: 7 };

    const after = scene.reopen(store).feedPosition;

    expect(before).toBeUndefined();
    expect(after).toStrictEqual({ boot: 'second', seq: 7 });
  });
});

it('tells of history and feed position before they are written', () => {
  const store = scene.open();

  store.write([makeChange({}, [{ time: START_MS }])]);
  store.feedPosition = { boot: 'b', seq: 3 };

  expect(store.history('4001', 10)).toHaveLength(1);
  expect(store.feedPosition).toStrictEqual({ boot: 'b', seq: 3 });
});

it('writes half a second after a change, all changes in one transaction', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const store = scene.open();
  const log = `${scene.path}-wal`;
  const sizeBefore = statSync(log).size;

  store.write([makeChange()]);
  vi.advanceTimersByTime(499);
  store.write([makeChange({ endpoint: '4002' })]);
  store.feedPosition = { boot: 'b', seq: 3 };
  const sizeMeanwhile = statSync(log).size;
  vi.advanceTimersByTime(1);
  const sizeAfter = statSync(log).size;
  vi.advanceTimersByTime(10_000);

  expect(sizeMeanwhile).toBe(sizeBefore);
  expect(sizeAfter).toBeGreaterThan(sizeBefore);
  expect(statSync(log).size).toBe(sizeAfter);
});

it('keeps its files to itself, in a directory that it makes', () => {
  scene.path = join(scene.directory, 'new', 'companion.sqlite');
  const store = scene.open();
  store.write([makeChange()]);

  const directory = join(scene.directory, 'new');
  const modes = readdirSync(directory).map((name) => statSync(join(directory, name)).mode & 0o777);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(modes).toStrictEqual([0o600, 0o600]);
});

it('keeps everything in memory where that is the path', () => {
  const store = scene.open(':memory:');
  store.write([makeChange({}, [{ time: START_MS }])]);
  store.forget('4002');

  expect(store.health).toStrictEqual({ isUp: true, reason: '' });
  expect(store.history('4001', 10)).toHaveLength(1);
  expect(readdirSync(scene.directory)).toStrictEqual([]);
});

it('an endpoint that is forgotten leaves no trace in any file', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const store = scene.open();
  const marked = { endpoint: 'oblivion', site: 'oblivion' };
  for (let round = 0; round < 40; round += 1) {
    store.write([makeChange(marked, [{ time: START_MS + round, detail: 'x'.repeat(round * 50) }])]);
    for (let at = 0; at < 40; at += 1)
      store.write([makeChange({ endpoint: `40${at}` }, [{ time: START_MS + round }])]);
    store.forget(`nobody-${round}`);
  }
  const textBefore = readAll();

  const count = store.forget('oblivion');
  vi.advanceTimersByTime(1_000);

  expect(textBefore).toContain('oblivion');
  expect(count).toBe(1);
  expect(readAll()).not.toContain('oblivion');
  expect(store.history('oblivion', 10)).toStrictEqual([]);
  expect([...store.load()]).toHaveLength(40);
});

function readAll(): string {
  return readdirSync(scene.directory)
    .map((name) => readFileSync(join(scene.directory, name), 'latin1'))
    .join('');
}

it('forgets history under the name that a device had before', () => {
  const store = scene.open();
  store.write([makeChange({ endpoint: '4001', id: 'one' }, [{ time: START_MS }])]);
  store.write([makeChange({ endpoint: 'alice', id: 'one' }, [{ time: START_MS }])]);
  const next = scene.reopen(store);

  const count = next.forget('alice');

  expect(count).toBe(1);
  expect(next.history('4001', 10)).toStrictEqual([]);
});

it('history that is older than it is kept goes, in portions', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  const store = scene.open();
  const old = Array.from({ length: 400 }, (_, at) => ({ time: START_MS + at }));
  for (const endpoint of ['4001', '4002', '4003']) store.write([makeChange({ endpoint }, old)]);
  store.write([makeChange({}, [{ time: START_MS + DAY_MS }])]);
  vi.advanceTimersByTime(1_000);

  scene.now = START_MS + 14 * DAY_MS + 1_000;
  vi.advanceTimersByTime(60_000);
  const rowsMeanwhile = ['4001', '4002', '4003'].flatMap((name) => store.history(name, 1_000));
  vi.advanceTimersByTime(60_000);

  expect(rowsMeanwhile.length).toBeLessThan(1_200);
  expect(store.history('4001', 1_000)).toHaveLength(1);
  expect(store.history('4003', 1_000)).toStrictEqual([]);
});
