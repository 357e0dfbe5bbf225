// A program that decides and delivers until it is killed: `delivery-process.ts FILE URL CLOCK_MS COUNT
// PREFIX`. It says which notifications it has written down, each one in a group of its own, and `empty`
// when all are delivered. CLOCK_MS is how much later it is than it is.

import { writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Webhook } from '../../../../src/alerts/notifiers/webhook.ts';
import { Outbox } from '../../../../src/alerts/outbox/outbox.ts';
import { OutboxWorker } from '../../../../src/alerts/outbox/outbox-worker.ts';
import { runTransaction } from '../../../../src/sqlite/run-transaction.ts';
import { makeGroupNotification } from '../make-notification.ts';

const [, , path = '', url = '', clockMs, count, prefix = ''] = process.argv;
const now = () => Date.now() + Number(clockMs);

const database = new DatabaseSync(path);
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
const ignore = () => undefined;
const outbox = new Outbox(database, now, ignore);
const worker = new OutboxWorker({
  database,
  outbox,
  notifiers: [new Webhook({ receiver: 'webhook-1', url, version: '0.0.0', now, timeoutMs: 1_000 })],
  now,
  // A failure is worth no more than a few milliseconds.
  random: () => Math.random() / 500,
  listener: {
    onDelivered: ignore,
    onDelayed: ignore,
    onDead: ignore,
    onDropped: ignore,
    onTrouble: (error) => {
      throw error;
    },
  },
});

let made = 0;
setInterval(() => {
  worker.tick();
  if (made < Number(count)) {
    made += 1;
    const id = `${prefix}-${made}`;
    runTransaction(database, () => outbox.enqueue([makeGroupNotification(id, { id })]));
    writeSync(1, `${id}\n`);
  } else if (outbox.list(1).length === 0) writeSync(1, 'empty\n');
}, 2);
