import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import type { OutboxEntry } from '../../../src/alerts/outbox/outbox-entry.ts';
import { DeliveryLog } from '../../../src/app/delivery-log.ts';

const entry: OutboxEntry = {
  place: 1,
  id: '00ff',
  receiver: 'slack',
  groupKey: '{site="Leeds"}',
  state: 'waiting',
  createdAt: 0,
  dueAt: 0,
  attempts: 3,
  lastError: '',
  body: '{"alerts":"what is told stays out of the log"}',
};
let lines: string[];
let log: DeliveryLog;

beforeEach(() => {
  lines = [];
  const options = { base: null, timestamp: false, level: 'info' };
  const destination = { write: (line: string) => void lines.push(line) };
  log = new DeliveryLog(pino(options, destination));
});

it('tells of a receiver that fails once, and when it is back', () => {
  log.onDelayed(entry, 'it answers 500', 1);
  log.onDelayed(entry, 'it answers 500', 2);
  log.onDelivered(entry, true);
  log.onDelivered(entry, false);

  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    {
      level: 40,
      event: 'notification-delayed',
      receiver: 'slack',
      notification: '00ff',
      group: '{site="Leeds"}',
      attempts: 3,
      failures: 1,
      msg: 'slack could not be told, and will be later: it answers 500',
    },
    {
      level: 30,
      event: 'receiver-recovered',
      receiver: 'slack',
      msg: 'slack takes messages again',
    },
  ]);
});

it('tells of each dead letter, and of what was given up', () => {
  log.onDead(entry, 'the token is wrong');
  log.onDropped('slack', 7);

  expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
    'slack was not told, and will not be unless somebody retries it: the token is wrong',
    '7 messages for slack were given up, since too many wait',
  ]);
  expect(lines.join('')).not.toContain('stays out');
});

it('tells of the heartbeat', () => {
  log.onWithheld('the proxy gives no sign of life');
  log.onFailed('it answers 503');
  log.onRecovered();

  expect(lines.map((line) => JSON.parse(line).event)).toEqual([
    'heartbeat-withheld',
    'heartbeat-failed',
    'heartbeat-recovered',
  ]);
});
