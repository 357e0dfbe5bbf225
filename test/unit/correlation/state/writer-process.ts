// A program that writes into a store until it is killed: each change a device of its own, and as many
// frames of the feed. It says what it handed over, and when.

import { writeSync } from 'node:fs';
import { RecordStore } from '../../../../src/correlation/state/record-store.ts';
import { makeChange } from './store-scene.ts';

const store = RecordStore.open(
  { path: process.argv[2] as string, keepMs: Number.MAX_SAFE_INTEGER, now: Date.now },
  {
    onTrouble: (error) => {
      throw error;
    },
    onRecovered: () => undefined,
  },
);
let seq = store.feedPosition?.seq ?? 0;

setInterval(() => {
  seq += 1;
  store.write([makeChange({ endpoint: `${seq}` }, [{ time: Date.now() }])]);
  store.feedPosition = { boot: 'b', seq };
  writeSync(1, `${seq} ${Date.now()}\n`);
}, 1);
