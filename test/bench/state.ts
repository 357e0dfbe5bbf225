// npm run bench -- --work state: what it costs the companion to write down what it learned, and to
// read it after a start. One file in the temporary directory; no socket, no correlation.

import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { RecordChange } from '../../src/correlation/device-record.ts';
import { RecordStore } from '../../src/correlation/state/record-store.ts';
import { makeChange } from '../unit/correlation/state/store-scene.ts';
import { type BenchOptions, DEFAULT_OBSERVATION_RATE } from './options.ts';
import { formatCount } from './report.ts';

const START_MS = 1_795_244_400_000;
const BATCH_MS = 10;
/** Of the changes, one in so many goes into the history. */
const HISTORY_EVERY = 10;

interface StateReport {
  readonly devices: number;
  /** CPU for all of them at once, as after a first snapshot. */
  readonly firstWriteMs: number;
  /** CPU. */
  readonly loadMs: number;
  readonly perSecond: number;
  /** At that rate, all in all: to hand over, to make JSON of it, to write. */
  readonly usPerChange: number;
  /** The longest that anything else waited: a transaction. */
  readonly longestMs: number;
  /** CPU to find the latest 20 changes of an endpoint. */
  readonly historyUs: number;
  readonly bytesPerDevice: number;
}

export async function benchState(options: BenchOptions): Promise<number> {
  for (const users of options.users) {
    const directory = mkdtempSync(join(tmpdir(), 'farend-bench-'));
    try {
      const report = await measure(directory, users, options);
      console.log(options.json ? JSON.stringify(report) : formatState(report));
    } finally {
      rmSync(directory, { recursive: true });
    }
  }
  return 0;
}

async function measure(
  directory: string,
  devices: number,
  options: BenchOptions,
): Promise<StateReport> {
  const path = join(directory, 'companion.sqlite');
  const perSecond = options.rate ?? DEFAULT_OBSERVATION_RATE;
  const first = openStore(path);
  const changes = Array.from({ length: devices }, (_, at) => makeNumbered(at, at));
  const firstWriteMs = measureCpu(() => {
    first.write(changes);
    first.close();
  });
  const bytesPerDevice = readSize(directory) / devices;
  const store = openStore(path);
  let loaded = 0;
  const loadMs = measureCpu(() => {
    for (const _ of store.load()) loaded += 1;
  });
  if (loaded !== devices) throw new Error(`${loaded} records of ${devices}`);
  const busy = await writeAtRate(store, devices, perSecond, options.seconds);
  const historyUs = measureCpu(() => {
    for (let at = 0; at < 1_000; at += 1) store.history(nameDevice(at * HISTORY_EVERY), 20);
  });
  store.close();
  return { devices, firstWriteMs, loadMs, perSecond, ...busy, historyUs, bytesPerDevice };
}

async function writeAtRate(
  store: RecordStore,
  devices: number,
  perSecond: number,
  seconds: number,
): Promise<Pick<StateReport, 'usPerChange' | 'longestMs'>> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const start = performance.now();
  const before = process.cpuUsage();
  let sent = 0;
  delay.enable();
  for (let elapsed = 0; elapsed < seconds * 1_000; elapsed = performance.now() - start) {
    const due = Math.floor((elapsed * perSecond) / 1_000);
    const changes: RecordChange[] = [];
    for (; sent < due; sent += 1) changes.push(makeNumbered(sent % devices, sent));
    store.write(changes);
    store.feedPosition = { boot: 'bench', seq: sent };
    await new Promise((resolve) => setTimeout(resolve, BATCH_MS));
  }
  delay.disable();
  const { user, system } = process.cpuUsage(before);
  return { usPerChange: (user + system) / sent, longestMs: delay.max / 1e6 };
}

function openStore(path: string): RecordStore {
  return RecordStore.open(
    { path, keepMs: Number.MAX_SAFE_INTEGER, now: () => START_MS },
    {
      onTrouble: (error) => {
        throw error;
      },
      onRecovered: () => undefined,
    },
  );
}

function makeNumbered(at: number, index: number): RecordChange {
  const isTold = index % HISTORY_EVERY === 0;
  return makeChange(
    { endpoint: nameDevice(at), changedAt: START_MS + index },
    isTold ? [{ time: START_MS + index }] : [],
  );
}

function nameDevice(at: number): string {
  return `${100_000 + at}`;
}

/** Milliseconds of CPU: others may keep the machine busy. */
function measureCpu(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function readSize(directory: string): number {
  return readdirSync(directory)
    .map((name) => statSync(join(directory, name)).size)
    .reduce((sum, size) => sum + size, 0);
}

function formatState(report: StateReport): string {
  const { devices, firstWriteMs, loadMs, perSecond, usPerChange, longestMs } = report;
  return [
    `${formatCount(devices)} devices, ${formatCount(report.bytesPerDevice)} bytes on disk each:`,
    `written at once in ${formatCount(firstWriteMs)} ms of CPU, loaded in ${formatCount(loadMs)} ms;`,
    `${formatCount(perSecond)} changes/s take ${usPerChange.toFixed(0)} µs of CPU each,`,
    `nothing waits longer than ${formatCount(longestMs)} ms;`,
    `an endpoint's history is found in ${formatCount(report.historyUs)} µs`,
  ].join(' ');
}
