import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LEASE_MS } from '../../../../src/alerts/outbox/outbox.ts';
import { outboxTable } from '../../../../src/alerts/outbox/outbox-table.ts';
import { type ManagedProcess, startProcess } from '../../../support/process/managed-process.ts';
import { createRandom, pick } from '../../../support/torture/random.ts';
import { HttpReceiver, status } from '../notifiers/http-receiver.ts';

const DELIVERY_PROCESS = fileURLToPath(new URL('./delivery-process.ts', import.meta.url));
const ROUNDS = 16;
const EACH_ROUND = 12;

let directory: string;
let receiver: HttpReceiver;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'farend-outbox-'));
  receiver = await HttpReceiver.start();
});

afterEach(async () => {
  await receiver.stop();
  rmSync(directory, { recursive: true });
});

it('kill -9 at any moment of a delivery loses no notification', async () => {
  const random = createRandom(20_261_121);
  const path = join(directory, 'alerts.sqlite');
  createFile(path);
  const writtenDown = new Set<string>();
  const cutOff: string[] = [];
  const errors: string[] = [];
  let delivering: ManagedProcess | undefined;
  const start = (life: number, onLine: (line: string) => void) => {
    const parameters = [path, receiver.url, life * (LEASE_MS + 1_000), EACH_ROUND, `life${life}`];
    delivering = startProcess({
      argv: [process.execPath, DELIVERY_PROCESS, ...parameters.map(String)],
      onStdout: (line) => {
        if (line !== 'empty') writtenDown.add(line);
        onLine(line);
      },
      onStderr: (line) => errors.push(line),
    });
    return delivering;
  };
  const kill = () => delivering?.signal('SIGKILL');

  for (let life = 0; life < ROUNDS; life += 1) {
    const moment = pick(['before the answer', 'with the answer', 'at a decision'] as const, random);
    const last = 1 + random(EACH_ROUND - 1);
    let requests = 0;
    receiver.answer = (response, request) => {
      requests += 1;
      if (requests === last && moment === 'before the answer') {
        kill();
        cutOff.push(String(request.headers['webhook-id']));
        return;
      }
      status(pick([200, 200, 200, 500, 429], random))(response, request);
      if (requests === last && moment === 'with the answer') kill();
    };
    let decisions = 0;
    const process = start(life, (line) => {
      decisions += 1;
      // All decided and delivered: nothing is left to be killed at.
      if (line === 'empty' || (moment === 'at a decision' && decisions === last)) kill();
    });
    const { signal } = await process.exited;
    expect(signal, errors.join('\n')).toBe('SIGKILL');
  }
  receiver.answer = status(200);
  await start(ROUNDS, (line) => line === 'empty' && kill()).exited;

  const arrivals = receiver.requests.map(({ headers }) => String(headers['webhook-id']));
  expect(writtenDown.size).toBeGreaterThan(ROUNDS);
  expect([...writtenDown].filter((id) => !arrivals.includes(id))).toEqual([]);
  expect(cutOff.length).toBeGreaterThan(0);
  for (const id of cutOff)
    expect(arrivals.filter((arrival) => arrival === id).length).toBeGreaterThan(1);
});

function createFile(path: string): void {
  const database = new DatabaseSync(path);
  database.exec(outboxTable);
  database.close();
}
