// Alerts in the companion, with receivers on loopback that really speak HTTP.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AlertDesk } from '../../../src/app/alert-desk.ts';
import { parseConfig } from '../../../src/config/load-config.ts';
import { HttpReceiver, status } from '../alerts/notifiers/http-receiver.ts';
import { makeFinding } from '../api/known-diagnosis.ts';
import { smallest } from '../config/sample-config.ts';

const DEADLINE = { timeout: 10_000 };

let directory: string;
const receivers: HttpReceiver[] = [];
const desks: AlertDesk[] = [];
const lines: { event: string; receiver?: string; msg: string }[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'farend-desk-'));
});

afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.stop();
  for (const receiver of receivers.splice(0)) await receiver.stop();
  lines.length = 0;
  rmSync(directory, { recursive: true });
});

async function startReceiver(answer = status(200)): Promise<HttpReceiver> {
  const receiver = await HttpReceiver.start();
  receiver.answer = answer;
  receivers.push(receiver);
  return receiver;
}

function startDesk(webhooks: readonly HttpReceiver[], more = ''): AlertDesk {
  const list = webhooks.map(({ url }) => `{ url: '${url}' }`).join(', ');
  const alerts = `alerts: { learnFor: 0s, groupWait: 0s, webhooks: [${list}] ${more} }`;
  const loaded = parseConfig(`${smallest}${alerts}\nstate: ${directory}\n`, 'farend.yaml');
  if (!loaded.ok) expect.fail(JSON.stringify(loaded.problems));
  const log = pino({ base: null }, { write: (line) => void lines.push(JSON.parse(line)) });
  const desk = new AlertDesk({
    config: loaded.config,
    log,
    proxy: () => undefined,
    announce: () => undefined,
  });
  desk.start();
  desks.push(desk);
  return desk;
}

it('tells each receiver of what was found, and the log', async () => {
  const receiver = await startReceiver();
  const desk = startDesk([receiver]);

  desk.hear([{ kind: 'found', finding: makeFinding({ severity: 'warning' }) }]);
  await vi.waitFor(() => {
    desk.hear([]);
    expect(receiver.requests).toHaveLength(1);
  }, DEADLINE);

  expect(JSON.parse(receiver.requests[0]?.body ?? '')).toMatchObject({
    status: 'firing',
    alerts: [{ labels: { alertname: 'rport-missing', endpoint: '4001' } }],
  });
  expect(lines).toMatchObject([{ event: 'alert', msg: '4001 does not offer rport.' }]);
  expect([...desk.alerts()]).toMatchObject([
    { alert: { status: 'firing' }, explainedBy: undefined, silencedBy: undefined },
  ]);
});

it('says of each receiver what came of a test', async () => {
  const [good, bad] = [await startReceiver(), await startReceiver(status(404))];
  const desk = startDesk([good, bad]);

  const results = await desk.sendTest();

  expect(results).toEqual([
    { receiver: 'webhook-1', isDelivered: true, reason: '' },
    { receiver: 'webhook-2', isDelivered: false, reason: expect.stringContaining('404') },
  ]);
  expect(desk.countOutbox()).toEqual({ waiting: 0, dead: 1, dropped: 0 });
  expect(desk.receivers()).toMatchObject([
    { receiver: 'webhook-1', minSeverity: 'info', waiting: 0, dead: 0 },
    { receiver: 'webhook-2', dead: 1 },
  ]);
  expect(lines).toMatchObject([{ event: 'notification-dead', receiver: 'webhook-2' }]);
});

it('delivers a dead letter when a person says so', async () => {
  const receiver = await startReceiver(status(404));
  const desk = startDesk([receiver]);
  await desk.sendTest();
  const [dead] = desk.undelivered();
  receiver.answer = status(200);

  const isThere = desk.retry(dead?.id ?? '');
  await vi.waitFor(() => {
    desk.hear([]);
    expect(desk.undelivered()).toEqual([]);
  }, DEADLINE);

  expect([isThere, desk.retry(dead?.id ?? '')]).toEqual([true, false]);
  expect(receiver.requests).toHaveLength(2);
});

it('keeps silences over a restart, and says which alert is silenced', async () => {
  const first = startDesk([]);
  const matchers = { alertname: 'rport-missing', endpoint: '40*' };
  const made = first.silence({ matchers, comment: 'new firmware', forMs: 3_600_000 });
  await first.stop();

  const second = startDesk([]);
  second.hear([{ kind: 'found', finding: makeFinding() }]);

  expect(second.silences()).toEqual([made]);
  expect([...second.alerts()]).toMatchObject([{ silencedBy: made?.id }]);
  expect([second.endSilence(made?.id ?? ''), second.silences()]).toEqual([true, []]);
});

it('has an answer for a test without receivers, and before its start', async () => {
  const desk = startDesk([]);

  expect(await desk.sendTest()).toEqual([]);
  await desk.stop();
  expect([[...desk.alerts()], desk.undelivered(), await desk.sendTest()]).toEqual([[], [], []]);
});
