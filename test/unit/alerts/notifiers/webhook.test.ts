import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Notification } from '../../../../src/alerts/alert.ts';
import { signWebhook } from '../../../../src/alerts/notifiers/sign-webhook.ts';
import { Webhook } from '../../../../src/alerts/notifiers/webhook.ts';
import { makeAlert, makeNotification, makeResolved, NOW_MS } from '../make-notification.ts';
import { findClosedPort, garbage, HttpReceiver, hang, status } from './http-receiver.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const never = new AbortController().signal;
let receiver: HttpReceiver;

beforeEach(async () => {
  receiver = await HttpReceiver.start();
});

afterEach(async () => {
  await receiver.stop();
});

function deliver(notification: Notification, url = `${receiver.url}/hook`, secret?: string) {
  const options = { receiver: 'webhook-1', url, version: '1.2.3', now: () => NOW_MS };
  const readSecret = () => secret ?? '';
  const webhook = new Webhook({
    ...options,
    timeoutMs: 2_000,
    ...(secret !== undefined && { readSecret }),
  });
  return webhook.deliver(notification, never);
}

describe('the payload', () => {
  const labels = z.record(z.string(), z.string());
  /** From Alertmanager's documentation of webhook_config. */
  const payloadSchema = z.strictObject({
    version: z.literal('4'),
    groupKey: z.string().min(1),
    truncatedAlerts: z.int().min(0),
    status: z.enum(['firing', 'resolved']),
    receiver: z.string(),
    groupLabels: labels,
    commonLabels: labels,
    commonAnnotations: labels,
    externalURL: z.string(),
    alerts: z.array(
      z.strictObject({
        status: z.enum(['firing', 'resolved']),
        labels,
        annotations: labels,
        startsAt: z.iso.datetime(),
        endsAt: z.iso.datetime(),
        generatorURL: z.string(),
        fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
      }),
    ),
  });

  it('is that of Alertmanager, version 4', async () => {
    const notification = makeNotification({
      alerts: [
        makeAlert({ labels: { endpoint: '4001', make: '' } }),
        makeResolved('4002', { endsAt: NOW_MS }),
      ],
      truncatedAlerts: 7,
    });

    const outcome = await deliver(notification);

    expect(outcome).toEqual({ kind: 'delivered' });
    const [request] = receiver.requests;
    expect(request?.headers['content-type']).toBe('application/json');
    expect(request?.headers['user-agent']).toBe('farend/1.2.3');
    const payload = payloadSchema.parse(JSON.parse(request?.body ?? ''));
    expect(payload).toMatchObject({
      status: 'firing',
      receiver: 'webhook-1',
      groupKey: '{alertname="unreachable", site="Leeds"}',
      truncatedAlerts: 7,
      commonLabels: { alertname: 'unreachable', severity: 'warning', site: 'Leeds' },
    });
    expect(payload.commonLabels).not.toHaveProperty('endpoint');
    expect(payload.commonAnnotations).not.toHaveProperty('summary');
    expect(payload.commonAnnotations).toHaveProperty('remedy');
    const [firing, resolved] = payload.alerts;
    expect(firing).toMatchObject({
      endsAt: '0001-01-01T00:00:00Z',
      startsAt: '2026-11-21T16:59:00.000Z',
    });
    expect(firing?.labels).not.toHaveProperty('make');
    expect(resolved).toMatchObject({ status: 'resolved', endsAt: '2026-11-21T17:00:00.000Z' });
  });

  it.each(['first-look', 'daily-digest', 'severity-raised'] as const)(
    'comes with its reason: %s',
    async (reason) => {
      await deliver(makeNotification({ reason: reason as Notification['reason'] }));

      expect(receiver.requests[0]?.headers['x-farend-reason']).toBe(reason);
    },
  );
});

describe('Standard Webhooks', () => {
  it('has the signature of the specification’s own example', () => {
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');

    const headers = signWebhook(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      '{"test": 2432232314}',
      key,
      1_614_265_330_000,
    );

    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it.each([
    ['base64 after whsec_', SECRET, Buffer.from(SECRET.slice(6), 'base64')],
    ['plain text', 'correct horse', Buffer.from('correct horse')],
  ])('signs what is sent, with a secret of %s', async (_, secret, key) => {
    await deliver(makeNotification({ id: '00ff' }), undefined, secret);

    const { headers = {}, body } = receiver.requests[0] ?? {};
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const expected = createHmac('sha256', key).update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${expected}`);
    expect(headers['webhook-timestamp']).toBe(String(NOW_MS / 1_000));
  });

  it('is accepted by the example on the page, and a forgery is not', async () => {
    const page = new URL('../../../../docs/reference/notifications.md', import.meta.url);
    const [, example = ''] =
      /```js\n([^`]*(?:`[^`]+`[^`]*)*?)```/.exec(readFileSync(page, 'utf8')) ?? [];
    const file = join(mkdtempSync(join(tmpdir(), 'farend-example-')), 'example.mjs');
    writeFileSync(file, `${example}\nexport { isFromFarend };`);
    const { isFromFarend } = await import(file);
    const now = Date.now();

    const headers = signWebhook('00ff', '{}', Buffer.from(SECRET.slice(6), 'base64'), now);
    const old = signWebhook('00ff', '{}', Buffer.from(SECRET.slice(6), 'base64'), now - 600_000);

    expect(isFromFarend(headers, '{}', SECRET)).toBe(true);
    expect(isFromFarend(headers, '{"a":1}', SECRET)).toBe(false);
    expect(isFromFarend(old, '{}', SECRET)).toBe(false);
    rmSync(dirname(file), { recursive: true });
  });

  it('has the same id at each attempt', async () => {
    const notification = makeNotification();

    await deliver(notification);
    await deliver(notification);

    const ids = receiver.requests.map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual([notification.id, notification.id]);
  });

  it('has no signature without a secret', async () => {
    await deliver(makeNotification());

    expect(receiver.requests[0]?.headers).not.toHaveProperty('webhook-signature');
  });

  it('says that a secret is no base64, and not which', async () => {
    const failing = deliver(makeNotification(), undefined, 'whsec_???');

    await expect(failing).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
    await expect(failing).rejects.not.toThrow(/\?\?\?/);
  });
});

describe('the answer', () => {
  it.each([
    [200, {}, { kind: 'delivered' }],
    [204, {}, { kind: 'delivered' }],
    [500, {}, { kind: 'retry', reason: 'it answers 500' }],
    [503, { 'retry-after': '120' }, { kind: 'retry', reason: 'it answers 503', afterMs: 120_000 }],
    [429, { 'retry-after': 'Sat, 21 Nov 2026 17:05:00 GMT' }, { kind: 'retry', afterMs: 300_000 }],
    [429, { 'retry-after': 'soon' }, { kind: 'retry', reason: 'it answers 429' }],
    [408, {}, { kind: 'retry' }],
    [302, { location: 'http://192.0.2.1/' }, { kind: 'retry', reason: 'it answers 302' }],
    [301, { location: 'http://192.0.2.1/' }, { kind: 'refused' }],
    [400, {}, { kind: 'refused' }],
    [401, {}, { kind: 'refused' }],
    [403, {}, { kind: 'refused' }],
    [404, {}, { kind: 'refused' }],
    [410, {}, { kind: 'refused' }],
    [422, {}, { kind: 'refused' }],
  ])('%s %o means %o', async (code, headers: Record<string, string>, expected) => {
    receiver.answer = status(code, headers);

    const outcome = await deliver(makeNotification());

    expect(outcome).toMatchObject(expected);
    expect(receiver.requests).toHaveLength(1);
  });

  it('may be silence', async () => {
    receiver.answer = hang;

    const outcome = await deliver(makeNotification());

    const host = new URL(receiver.url).host;
    expect(outcome).toEqual({ kind: 'retry', reason: `${host} did not answer within 2 s` });
  });

  it('may be garbage', async () => {
    receiver.answer = garbage;

    const outcome = await deliver(makeNotification());

    expect(outcome).toMatchObject({ kind: 'retry' });
  });

  it('may be as long as it likes', async () => {
    receiver.answer = (response) => {
      response.writeHead(200);
      const pour = () => {
        while (response.write(Buffer.alloc(65_536))); // until the pipe is full
      };
      response.on('drain', pour);
      pour();
    };

    const outcome = await deliver(makeNotification());

    expect(outcome).toEqual({ kind: 'delivered' });
  });

  it('may be a refused connection, and never tells the path of the URL', async () => {
    const port = await findClosedPort();

    const outcome = await deliver(makeNotification(), `http://127.0.0.1:${port}/hook/s3cret`);

    expect(outcome).toEqual({ kind: 'retry', reason: `127.0.0.1:${port} refuses the connection` });
  });

  it('is asked for with the credentials of the URL in a header', async () => {
    const url = receiver.url.replace('http://', 'http://farend:p%40ss@');

    const outcome = await deliver(makeNotification(), url);

    expect(outcome).toEqual({ kind: 'delivered' });
    const basic = Buffer.from('farend:p@ss').toString('base64');
    expect(receiver.requests[0]?.headers.authorization).toBe(`Basic ${basic}`);
  });
});
