// The directory of devices, on a store in memory.

import { afterEach, expect, it } from 'vitest';
import { DeviceDirectory } from '../../../src/app/device-directory.ts';
import { RecordStore } from '../../../src/correlation/state/record-store.ts';
import { makeEndpoint, makeRegister, START_MS } from '../correlation/scene.ts';

const store = RecordStore.open(
  { path: ':memory:', keepMs: 3_600_000, now: () => START_MS },
  { onTrouble: () => undefined, onRecovered: () => undefined },
);

afterEach(() => store.close());

it('counts the devices that are forgotten, and not the endpoint, which stays', () => {
  const directory = new DeviceDirectory(
    { asterisks: ['main'], sites: [], sipOf: new Map(), proxy: () => undefined, policy: [] },
    store,
    {
      onChanges: () => undefined,
      onFindings: () => undefined,
      health: () => expect.fail('nobody asks'),
    },
  );
  const endpoints = [makeEndpoint()];
  directory.hearAsterisk({
    kind: 'snapshot',
    asterisk: 'main',
    time: START_MS,
    endpoints,
    contacts: [],
  });
  directory.hearObservation(makeRegister());

  const forgotten = [directory.forget('4001'), directory.forget('4001')];

  expect(forgotten).toEqual([1, 0]);
  expect(directory.find('4001')).toHaveLength(1);
});
