// A record store over a real file in a directory of its own, and changes to write into it: all that a
// test does not name has a usual value.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppError } from '../../../../src/base/app-error.ts';
import type {
  DeviceRecord,
  RecordChange,
  RegistrationChange,
} from '../../../../src/correlation/device-record.ts';
import { RecordStore } from '../../../../src/correlation/state/record-store.ts';
import { START_MS } from '../scene.ts';

export const DAY_MS = 24 * 3_600_000;

export function makeRecord(changes: Partial<DeviceRecord> = {}): DeviceRecord {
  const endpoint = changes.endpoint ?? '4001';
  return {
    id: `${endpoint}/00112233aabbccdd`,
    endpoint,
    aor: endpoint,
    asterisk: 'main',
    site: 'Leeds',
    producer: 'proxy',
    wire: {
      source: '203.0.113.5:40112',
      localSocket: '198.51.100.10:5060',
      contact: '<sip:4001@192.168.1.50:5060>',
      userAgent: 'Phone 1.0',
      rport: 'missing',
      natTests: ['private-contact', 'no-rport'],
      callId: 'call-1',
      statusCode: 200,
      credentials: 'passed',
      retransmissions: 0,
      firstSeen: START_MS,
      lastSeen: START_MS,
    },
    asteriskView: {
      contactUri: 'sip:4001@198.51.100.10:5062;fe=00112233aabbccdd',
      status: 'reachable',
      roundTripUs: 12_000,
      since: START_MS,
      lastRefusal: { outcome: 'failed', reason: 'InvalidPassword', time: START_MS },
    },
    isRegistered: true,
    isStranger: false,
    expiresAt: START_MS + 300_000,
    flows: [{ source: '203.0.113.5:40112', since: START_MS }],
    verdict: { value: 'ok-through-farend', evidence: ['it offers no rport'] },
    brokenLeg: { value: 'none', evidence: [] },
    nat: { value: 'behind-nat', evidence: ['its Contact is private'] },
    trouble: undefined,
    changedAt: START_MS,
    ...changes,
  };
}

export function makeHistory(changes: Partial<RegistrationChange> = {}): RegistrationChange {
  const endpoint = changes.endpoint ?? '4001';
  return {
    time: START_MS,
    recordId: `${endpoint}/00112233aabbccdd`,
    endpoint,
    kind: 'moved',
    source: '203.0.113.5:40112',
    statusCode: 200,
    detail: '',
    ...changes,
  };
}

export function makeChange(
  record: Partial<DeviceRecord> = {},
  history: readonly Partial<RegistrationChange>[] = [],
  isRemoved = false,
): RecordChange {
  const made = makeRecord(record);
  const { id, endpoint } = made;
  return {
    record: made,
    before: undefined,
    history: history.map((entry) => makeHistory({ recordId: id, endpoint, ...entry })),
    isRemoved,
  };
}

/** Somebody who never registered. */
export function makeRefusal(endpoint: string, time: number, detail = ''): RecordChange {
  return makeChange({ endpoint, id: `${endpoint}/${time}`, isRegistered: false, flows: [] }, [
    { time, kind: 'refused', statusCode: 403, detail },
  ]);
}

export class StoreScene {
  readonly directory = mkdtempSync(join(tmpdir(), 'farend-records-'));
  path = join(this.directory, 'companion.sqlite');
  now = START_MS;
  keepMs = 14 * DAY_MS;
  readonly trouble: AppError[] = [];
  readonly skipped: number[] = [];
  recovered = 0;
  private readonly stores: RecordStore[] = [];

  open(path = this.path): RecordStore {
    const store = RecordStore.open(
      { path, keepMs: this.keepMs, now: () => this.now },
      {
        onTrouble: (error) => this.trouble.push(error),
        onRecovered: () => {
          this.recovered += 1;
        },
        onSkipped: (rows) => this.skipped.push(rows),
      },
    );
    this.stores.push(store);
    return store;
  }

  /** What is in the file, as the next life of the companion finds it. */
  reopen(store: RecordStore): RecordStore {
    store.close();
    return this.open();
  }

  stop(): void {
    for (const store of this.stores) store.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
