// The directory of devices, on a store in memory.

import { afterEach, expect, it } from 'vitest';
import { DeviceDirectory } from '../../../src/app/device-directory.ts';
import { RecordStore } from '../../../src/correlation/state/record-store.ts';
import type { FindingChange } from '../../../src/diagnosis/finding.ts';
import { makeContact, makeEndpoint, makeRegister, START_MS } from '../correlation/scene.ts';

const store = RecordStore.open(
  { path: ':memory:', keepMs: 3_600_000, now: () => START_MS },
  { onTrouble: () => undefined, onRecovered: () => undefined },
);

const up = { isUp: true, reason: '' };
const quiet = {
  devices: 1,
  strangers: 0,
  proxy: { ...up, lost: 0 },
  asterisks: [],
  state: up,
  hep: undefined,
};

afterEach(() => store.close());

it('counts the devices that are forgotten, and not the endpoint, which stays', () => {
  const directory = new DeviceDirectory(
    {
      asterisks: ['main'],
      sites: [],
      sipOf: new Map(),
      proxy: () => undefined,
      farendAddresses: [],
      policy: [],
    },
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

it('finds endpoints that Asterisk has otherwise than the policy of the configuration wants', () => {
  const found: FindingChange[] = [];
  const policy = [{ match: '4*', nat: 'yes' }];
  const directory = new DeviceDirectory(
    {
      asterisks: ['main'],
      sites: [],
      sipOf: new Map(),
      proxy: () => undefined,
      farendAddresses: [],
      policy,
    },
    store,
    {
      onChanges: () => undefined,
      onFindings: (changes) => found.push(...changes),
      health: () => ({ ...quiet, startedAt: START_MS }),
    },
  );

  directory.hearAsterisk({
    kind: 'snapshot',
    asterisk: 'main',
    time: START_MS,
    endpoints: [makeEndpoint({ rewriteContact: false })],
    contacts: [makeContact()],
  });
  directory.tick(START_MS + 2_000);

  const drift = found.find(({ finding }) => finding.name === 'policy-drift');
  expect(drift?.finding.evidence).toContain('rewrite_contact is no, and should be yes');
});
