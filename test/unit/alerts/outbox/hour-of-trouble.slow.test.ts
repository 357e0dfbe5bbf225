import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Notification } from '../../../../src/alerts/alert.ts';
import type { DeliveryOutcome, Notifier } from '../../../../src/alerts/notifiers/notifier.ts';
import { Webhook } from '../../../../src/alerts/notifiers/webhook.ts';
import { runTransaction } from '../../../../src/sqlite/run-transaction.ts';
import { createRandom } from '../../../support/torture/random.ts';
import { makeAlert, makeGroupNotification } from '../make-notification.ts';
import { type Answer, garbage, HttpReceiver, hang, status } from '../notifiers/http-receiver.ts';
import { OutboxScene } from './outbox-scene.ts';

const MINUTE_S = 60;
const HOUR_S = 3_600;
const MIB = 1_048_576;

/** A webhook that says when nothing is under way. */
class WatchedWebhook implements Notifier {
  readonly receiver: string;
  private readonly webhook: Webhook;
  private readonly underWay = new Set<Promise<DeliveryOutcome>>();

  constructor(receiver: string, url: string, now: () => number) {
    this.receiver = receiver;
    this.webhook = new Webhook({ receiver, url, version: '0.0.0', now, timeoutMs: 50 });
  }

  async deliver(notification: Notification, signal: AbortSignal): Promise<DeliveryOutcome> {
    const delivery = this.webhook.deliver(notification, signal);
    this.underWay.add(delivery);
    return await delivery.finally(() => this.underWay.delete(delivery));
  }

  async rest(): Promise<void> {
    do {
      await Promise.all(this.underWay);
      await nextTurn();
    } while (this.underWay.size > 0);
  }
}

const troubles: Readonly<Record<string, Answer>> = {
  'too many': status(429, { 'Retry-After': '240' }),
  'server error': status(500),
  garbage,
  silence: hang,
};

let directory: string;
let scene: OutboxScene;
let receivers: HttpReceiver[];
let webhooks: WatchedWebhook[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'farend-outbox-'));
  receivers = [];
  webhooks = [];
  for (const [name, answer] of Object.entries(troubles)) {
    const receiver = await HttpReceiver.start();
    receiver.answer = answer;
    receivers.push(receiver);
    webhooks.push(new WatchedWebhook(name, receiver.url, () => scene.now));
  }
  scene = new OutboxScene([], join(directory, 'alerts.sqlite'), webhooks);
  const random = createRandom(5);
  scene.random = () => random(1_000) / 1_000;
});

afterEach(async () => {
  await Promise.all(receivers.map((receiver) => receiver.stop()));
  scene.close();
  rmSync(directory, { recursive: true });
});

/** Of as many sites for each receiver, each a group of its own. @returns their ids */
function decide(sites: readonly number[], alerts = [makeAlert()]): readonly string[] {
  const notifications = webhooks.flatMap(({ receiver }) =>
    sites.map((site) => makeGroupNotification(`site ${site}`, { receiver, alerts })),
  );
  runTransaction(scene.database, () => scene.enqueue(...notifications));
  return notifications.map(({ id }) => id);
}

async function pass(seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 15) {
    scene.now += 15_000;
    scene.worker.tick();
    for (const webhook of webhooks) await webhook.rest();
  }
}

it('gets each message in the end, whatever it answered for an hour', async () => {
  const ids: string[] = [];
  for (let minute = 0; minute < HOUR_S / MINUTE_S; minute += 1) {
    ids.push(...decide([minute]));
    await pass(MINUTE_S);
  }
  const tries = receivers.map(({ requests }) => requests.length);
  expect(scene.outbox.list()).toHaveLength(ids.length);
  for (const receiver of receivers) receiver.answer = status(200);

  await pass(10 * MINUTE_S);

  const arrived = receivers.flatMap(({ requests }) =>
    requests.map(({ headers }) => headers['webhook-id']),
  );
  expect(ids.filter((id) => !arrived.includes(id))).toEqual([]);
  expect(scene.outbox.list()).toEqual([]);
  // Left alone for longer each time; the one that asked for four minutes got them.
  for (const count of tries) expect(count).toBeLessThan(HOUR_S / MINUTE_S);
  expect(tries[0]).toBeLessThanOrEqual(HOUR_S / 240 + 2);
});

it('costs no memory while it takes nothing', async () => {
  const evidence = 'x'.repeat(20_000);
  const alerts = [makeAlert({ annotations: { evidence } })];
  decide([0], alerts);
  await pass(MINUTE_S);
  const before = measureMemory();

  decide(
    Array.from({ length: 400 }, (_, site) => site + 1),
    alerts,
  );
  await pass(10 * MINUTE_S);

  const waiting = scene.outbox.backlog().map((backlog) => backlog.waiting);
  expect(waiting).toEqual([401, 401, 401, 401]);
  expect(measureMemory() - before).toBeLessThan(8 * MIB);
});

/** Bytes of what is in use. */
function measureMemory(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
