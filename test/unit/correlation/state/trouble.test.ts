import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isAppError } from '../../../../src/base/app-error.ts';
import type { RecordStore } from '../../../../src/correlation/state/record-store.ts';
import { START_MS } from '../scene.ts';
import { DAY_MS, makeChange, StoreScene } from './store-scene.ts';

const PAGE = 4_096;

let scene: StoreScene;

beforeEach(() => {
  scene = new StoreScene();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});

afterEach(() => {
  vi.useRealTimers();
  scene.stop();
});

/** Enough of them for many pages. */
function writeMany(store: RecordStore): void {
  const endpoints = Array.from({ length: 200 }, (_, at) => `${4_000 + at}`);
  store.write(endpoints.map((endpoint) => makeChange({ endpoint }, [{ time: START_MS }])));
}

/** From that page to the end. */
function overwrite(path: string, firstPage: number): void {
  const file = openSync(path, 'r+');
  const start = firstPage * PAGE;
  writeSync(file, Buffer.alloc(statSync(path).size - start, 0xa5), 0, undefined, start);
  closeSync(file);
}

function listFiles(): string[] {
  return readdirSync(scene.directory).filter((name) => !name.endsWith('-wal'));
}

describe('a damaged file is set aside, told, and begun anew', () => {
  it.each([
    ['that is no database', () => writeFileSync(scene.path, 'hello\n'.repeat(5_000))],
    ['with a broken schema', () => overwriteHead(scene.path)],
  ])('%s, at the start', (_, damage) => {
    const first = scene.open();
    writeMany(first);
    first.close();
    damage();

    const store = scene.open();
    store.write([makeChange()]);
    vi.advanceTimersByTime(1_000);

    expect([...store.load()]).toHaveLength(1);
    expect(scene.trouble.map(({ message }) => message)).toStrictEqual([
      `${scene.path} was damaged and is ${scene.path}.damaged now: a new one was begun, and devices come back from the proxy and Asterisk`,
    ]);
    expect(scene.recovered).toBe(1);
    expect(listFiles()).toStrictEqual(['companion.sqlite', 'companion.sqlite.damaged']);
  });

  it('that turns out to be while records are loaded: those before are there', () => {
    const first = scene.open();
    writeMany(first);
    first.close();
    overwrite(scene.path, Math.floor(statSync(scene.path).size / PAGE / 2));

    const store = scene.open();
    const loaded = [...store.load()];
    const history = store.history('4001', 10);
    store.write([makeChange({}, [{ time: START_MS }])]);
    vi.advanceTimersByTime(1_000);

    expect(loaded.length).toBeLessThan(200);
    expect(history).toStrictEqual([]);
    expect(store.history('4001', 10)).toHaveLength(1);
    expect(scene.trouble).toHaveLength(1);
    expect(scene.recovered).toBe(1);
    expect(store.health.isUp).toBe(true);
  });
});

/** The first page behind the header of the file. */
function overwriteHead(path: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(PAGE - 100, 0xa5), 0, undefined, 100);
  closeSync(file);
}

it('leaves out and counts records that cannot be read, and loads the others', () => {
  const first = scene.open();
  const endpoints = ['4001', '4002', '4003', '4004', '4005'];
  first.write(endpoints.map((endpoint) => makeChange({ endpoint })));
  first.close();
  const database = new DatabaseSync(scene.path);
  database.exec(`UPDATE device SET record = '{"id":' WHERE endpoint = '4001'`);
  database.exec(`UPDATE device SET record = x'00ff' WHERE endpoint = '4002'`);
  database.exec(
    `UPDATE device SET record = json_remove(record, '$.flows') WHERE endpoint = '4003'`,
  );
  database.exec(`UPDATE device SET id = 'another' WHERE endpoint = '4004'`);
  database.close();

  const loaded = [...scene.open().load()];

  expect(loaded.map(({ endpoint }) => endpoint)).toStrictEqual(['4005']);
  expect(scene.skipped).toStrictEqual([4]);
  expect(scene.trouble).toStrictEqual([]);
});

it('begins in memory where the directory cannot be made, and writes it all once it can', () => {
  const obstacle = join(scene.directory, 'state');
  writeFileSync(obstacle, '');
  scene.path = join(obstacle, 'companion.sqlite');
  const store = scene.open();
  store.write([makeChange({}, [{ time: START_MS }])]);
  store.feedPosition = { boot: 'b', seq: 3 };
  vi.advanceTimersByTime(60_000);
  const healthMeanwhile = store.health;
  const historyMeanwhile = store.history('4001', 10);

  renameSync(obstacle, `${obstacle}.old`);
  vi.advanceTimersByTime(5_000);

  expect(scene.trouble.map((error) => isAppError(error, 'STATE_UNUSABLE'))).toStrictEqual([true]);
  expect(healthMeanwhile.isUp).toBe(false);
  expect(healthMeanwhile.reason).toContain(`${scene.path}: `);
  expect(historyMeanwhile).toHaveLength(1);
  expect(scene.recovered).toBe(1);
  expect(store.health).toStrictEqual({ isUp: true, reason: '' });
  const next = scene.reopen(store);
  expect([...next.load()]).toHaveLength(1);
  expect(next.feedPosition).toStrictEqual({ boot: 'b', seq: 3 });
});

it('begins in memory while another farend has the file', () => {
  const first = scene.open();
  first.write([makeChange({}, [{ time: START_MS }])]);
  vi.advanceTimersByTime(1_000);

  const second = scene.open();
  second.write([makeChange({ endpoint: '4002' })]);
  const reason = second.health.reason;
  first.close();
  vi.advanceTimersByTime(5_000);

  expect(reason).toContain('another process has it open: let each farend have a state directory');
  expect(scene.recovered).toBe(1);
  expect([...second.load()]).toHaveLength(2);
});

it('forgets in memory, and in the file once it can be written', () => {
  const first = scene.open();
  first.write([makeChange({}, [{ time: START_MS }])]);
  first.close();
  const hidden = join(scene.directory, 'hidden');
  renameSync(scene.path, hidden);
  mkdirSync(scene.path);
  const store = scene.open();
  store.write([makeChange({}, [{ time: START_MS + 1 }])]);

  const count = store.forget('4001');
  const history = store.history('4001', 10);
  rmdirSync(scene.path);
  renameSync(hidden, scene.path);
  vi.advanceTimersByTime(5_000);

  expect(count).toBe(1);
  expect(history).toStrictEqual([]);
  expect([...store.load()]).toStrictEqual([]);
  expect(store.history('4001', 10)).toStrictEqual([]);
});

it('keeps the newest record of each device and the latest history while nothing can be written', () => {
  mkdirSync(scene.path);
  const store = scene.open();
  for (let at = 0; at < 30_000; at += 1)
    store.write([makeChange({ changedAt: at }, [{ time: START_MS + at }])]);

  rmdirSync(scene.path);
  vi.advanceTimersByTime(5_000);

  expect(store.dropped).toBeGreaterThanOrEqual(8_000);
  expect(store.dropped).toBeLessThanOrEqual(10_000);
  const next = scene.reopen(store);
  expect([...next.load()].map(({ changedAt }) => changedAt)).toStrictEqual([29_999]);
  expect(next.history('4001', 1)[0]?.time).toBe(START_MS + 29_999);
});

it('removes a file that was damaged, and copies of older versions, when their history is too old', () => {
  const store = scene.open();
  const names = ['damaged', 'v1', 'v2.new'].map((suffix) => `${scene.path}.${suffix}`);
  const unrelated = `${scene.path}.backup`;
  for (const name of [...names, unrelated]) writeFileSync(name, '');
  const oldS = (START_MS - 15 * DAY_MS) / 1_000;
  for (const name of [names[0] as string, unrelated]) utimesSync(name, oldS, oldS);
  for (const name of names.slice(1)) utimesSync(name, START_MS / 1_000, START_MS / 1_000);
  store.write([makeChange()]);

  vi.advanceTimersByTime(60_000);

  expect(listFiles()).toStrictEqual([
    'companion.sqlite',
    'companion.sqlite.backup',
    'companion.sqlite.v1',
    'companion.sqlite.v2.new',
  ]);
});

it('makes a file anew that somebody removed, and tells', () => {
  const store = scene.open();
  store.write([makeChange()]);
  vi.advanceTimersByTime(1_000);
  rmSync(scene.path);

  store.write([makeChange({ endpoint: '4002' }, [{ time: START_MS }])]);
  vi.advanceTimersByTime(1_000);
  const reason = store.health.reason;
  vi.advanceTimersByTime(5_000);

  expect(reason).toContain('was removed or replaced while it was in use');
  expect(scene.recovered).toBe(1);
  expect([...scene.reopen(store).load()]).toHaveLength(1);
});
