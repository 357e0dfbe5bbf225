// The companion's state on real disks: one that is full, and one that is mounted read-only.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import type { AppError } from '../../src/base/app-error.ts';
import { RecordStore } from '../../src/correlation/state/record-store.ts';
import { own, stopEverything } from '../support/process/lifetime.ts';
import { startProcess } from '../support/process/managed-process.ts';
import { createSmallDisk } from '../support/small-disk.ts';
import { START_MS } from '../unit/correlation/scene.ts';
import { makeChange } from '../unit/correlation/state/store-scene.ts';

const WRITER_PROCESS = fileURLToPath(
  new URL('../unit/correlation/state/writer-process.ts', import.meta.url),
);

afterEach(stopEverything);

/** The companion's file on a disk of its own. */
async function createDisk() {
  const disk = await createSmallDisk(4_096);
  return { ...disk, state: disk.path, path: join(disk.path, 'companion.sqlite') };
}

/** A store, and promises of what it tells. */
function openStore(path: string) {
  const told: AppError[] = [];
  const trouble = Promise.withResolvers<AppError>();
  const recovered = Promise.withResolvers<void>();
  const store = RecordStore.open(
    { path, keepMs: Number.MAX_SAFE_INTEGER, now: () => START_MS },
    {
      onTrouble: (error) => {
        told.push(error);
        trouble.resolve(error);
      },
      onRecovered: recovered.resolve,
    },
  );
  own({ stop: async () => store.close() });
  return { store, told, trouble: trouble.promise, recovered: recovered.promise };
}

function makeChanges(first: number, count: number) {
  return Array.from({ length: count }, (_, at) =>
    makeChange({ endpoint: `${first + at}` }, [{ time: START_MS }]),
  );
}

function countLoaded(path: string): number {
  const { store } = openStore(path);
  const count = [...store.load()].length;
  store.close();
  return count;
}

function readAll(directory: string): string {
  return readdirSync(directory)
    .map((name) => readFileSync(join(directory, name), 'latin1'))
    .join('');
}

test('a disk that becomes full is told once, and what was learned meanwhile is written once there is room', async () => {
  const disk = await createDisk();
  const { store, told, trouble, recovered } = openStore(disk.path);
  store.write([...makeChanges(4_000, 50), makeChange({ endpoint: 'oblivion' })]);
  store.forget('nobody');

  disk.fill();
  store.write(makeChanges(5_000, 300));
  const { message, code } = await trouble;
  const { isUp, reason } = store.health;
  const histories = ['4000', '5000'].map((name) => store.history(name, 10).length);
  const forgotten = store.forget('oblivion');
  const leftMeanwhile = readAll(disk.state).includes('oblivion');
  disk.makeRoom();
  await recovered;

  expect(code).toBe('STATE_UNUSABLE');
  expect(message).toContain(`${disk.path}: the disk is full: make room on it`);
  expect({ isUp, reason }).toStrictEqual({ isUp: false, reason: message });
  expect(histories).toStrictEqual([1, 1]);
  expect({ forgotten, leftMeanwhile }).toStrictEqual({ forgotten: 1, leftMeanwhile: true });
  expect(store.health.isUp).toBe(true);
  expect(readAll(disk.state)).not.toContain('oblivion');
  expect(told).toHaveLength(1);
  store.close();
  expect(countLoaded(disk.path)).toBe(350);
});

test('a disk that is full at the start still gives the records that are on it', async () => {
  const disk = await createDisk();
  const first = openStore(disk.path);
  first.store.write(makeChanges(4_000, 50));
  first.store.close();
  disk.fill();

  const { store, trouble, recovered } = openStore(disk.path);
  const loaded = [...store.load()].length;
  store.write(makeChanges(5_000, 50));
  await trouble;
  disk.makeRoom();
  await recovered;

  expect(loaded).toBe(50);
  store.close();
  expect(countLoaded(disk.path)).toBe(100);
});

test('without room for a file at all, the store begins in memory', async () => {
  const disk = await createDisk();
  disk.fill();

  const { store, trouble, recovered } = openStore(disk.path);
  store.write(makeChanges(4_000, 50));
  const { message } = await trouble;
  const history = store.history('4000', 10);
  disk.makeRoom();
  await recovered;

  expect(message).toContain('the disk is full');
  expect(history).toHaveLength(1);
  store.close();
  expect(countLoaded(disk.path)).toBe(50);
});

test('a disk that is mounted read-only after a crash still gives everything that was written', async () => {
  const disk = await createDisk();
  let handedOver = 0;
  const crashing = startProcess({
    argv: [process.execPath, WRITER_PROCESS, disk.path],
    onStdout: () => {
      handedOver += 1;
      if (handedOver > 500) crashing.signal('SIGKILL');
    },
  });
  await crashing.exited;
  await disk.remount('ro');

  const { store, told, recovered } = openStore(disk.path);
  const loaded = [...store.load()].length;
  const { seq } = store.feedPosition ?? {};
  store.write(makeChanges(1_000_000, 50));
  const histories = ['1', '1000000'].map((name) => store.history(name, 10).length);
  const { isUp } = store.health;
  await disk.remount('rw');
  await recovered;

  expect(loaded).toBeGreaterThan(0);
  expect(loaded).toBe(seq);
  expect(histories).toStrictEqual([1, 1]);
  expect(isUp).toBe(false);
  expect(told.map(({ message }) => message)).toStrictEqual([
    expect.stringContaining('it cannot be written: check owner, permissions, and how its disk'),
  ]);
  store.close();
  expect(countLoaded(disk.path)).toBe(loaded + 50);
});
