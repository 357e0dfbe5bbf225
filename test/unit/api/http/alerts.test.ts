// What the API says of alerts, and what it takes from people about them.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  alertListSchema,
  notificationListSchema,
  silenceListSchema,
} from '../../../../src/api/http/alert-schema.ts';
import { START_MS } from '../../correlation/scene.ts';
import { makeAlert, makeEntry } from '../known-alerts.ts';
import { ApiScene } from './api-scene.ts';

let api: ApiScene;

beforeEach(() => {
  api = new ApiScene();
});

afterEach(() => api.close());

function post(path: string, document: unknown) {
  const body = typeof document === 'string' ? document : JSON.stringify(document);
  const length = String(Buffer.byteLength(body));
  const headers = { 'content-type': 'application/json', 'content-length': length };
  return api.ask(path, { method: 'POST', headers, body });
}

const wish = { matchers: { alertname: 'unreachable', endpoint: '40*' }, forMs: 7_200_000 };

describe('alerts', () => {
  it('are listed with the reason why each receiver is not told more', async () => {
    api.alerts.all = [
      makeAlert(),
      makeAlert(
        {},
        { status: 'resolved', endsAt: START_MS, explainedBy: 'site-down', silencedBy: 'a' },
      ),
    ];
    await api.startServer();

    const { json } = await api.ask('/v1/alerts');

    expect(alertListSchema.parse(json)).toEqual(json);
    const at = '2026-11-21T07:00:00.000Z';
    expect(json.alerts).toMatchObject([
      {
        status: 'firing',
        labels: { alertname: 'auth-failed', endpoint: '4002' },
        endsAt: null,
        explainedBy: null,
        silencedBy: null,
        decisions: [{ receiver: 'slack', reason: 'repeat-interval', told: true, until: at }],
      },
      { status: 'resolved', endsAt: at, explainedBy: 'site-down', silencedBy: 'a' },
    ]);
  });
});

describe('silences', () => {
  it('are made, listed, and taken back; and each is told', async () => {
    await api.startServer();

    const made = await post('/v1/silences', { ...wish, comment: 'new switch' });
    const list = await api.ask('/v1/silences');
    const ended = await api.ask('/v1/silences/id-0', { method: 'DELETE' });

    expect([made.status, ended.status]).toEqual([200, 200]);
    expect(made.json).toMatchObject({
      id: 'id-0',
      matchers: wish.matchers,
      comment: 'new switch',
      endsAt: '2026-11-21T09:00:00.000Z',
    });
    expect(silenceListSchema.parse(list.json)).toEqual({ silences: [made.json] });
    expect(ended.json).toEqual(made.json);
    expect((await api.ask('/v1/silences')).json).toEqual({ silences: [] });
    expect(api.silenced).toEqual(['+id-0', '-id-0']);
  });

  it.each([
    [{ ...wish, matchers: {} }, 'matchers: names one label at least'],
    [{ ...wish, matchers: { alertname: 'unreachabel' } }, 'matchers: alertname is none'],
    [{ ...wish, matchers: { endpont: '4001' } }, 'matchers'],
    [{ ...wish, matchers: { endpoint: 'x'.repeat(257) } }, 'matchers.endpoint'],
    [{ ...wish, forMs: 999 }, 'forMs: is one second at least'],
    [{ ...wish, forMs: 1e12 }, 'forMs: is a year at most'],
    [{ ...wish, forMs: '2h' }, 'forMs: '],
    [{ ...wish, comment: 'x'.repeat(501) }, 'comment: has 500 characters at most'],
    [{ ...wish, more: 1 }, 'more'],
    [[], ''],
    ['{', ''],
  ])('are refused when they are none: %j', async (document, sentence) => {
    await api.startServer();

    const { status, headers, json } = await post('/v1/silences', document);

    expect(status).toBe(400);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(json.detail).toContain(sentence);
    expect(api.silenced).toEqual([]);
  });

  it('are refused when there are too many, and when nobody knows them', async () => {
    await api.startServer();
    await post('/v1/silences', wish);

    const more = await post('/v1/silences', wish);
    const unknown = await api.ask('/v1/silences/id-9', { method: 'DELETE' });

    expect([more.status, more.json.detail]).toEqual([
      409,
      'there are too many silences: take some back',
    ]);
    expect([unknown.status, unknown.json.detail]).toEqual([404, 'there is no silence id-9']);
  });

  it.each([
    ['a body that is too long', { 'content-length': '8193' }, 'x'.repeat(8_193)],
    ['a body of no length', { 'transfer-encoding': 'chunked' }, '{}'],
  ])('are not read from %s', async (_, headers, body) => {
    await api.startServer();

    const { status } = await api.ask('/v1/silences', { method: 'POST', headers, body });

    expect(status).toBe(413);
  });
});

describe('notifications', () => {
  it('show each receiver, and what waits for it', async () => {
    api.alerts.summaries = [
      {
        receiver: 'slack',
        minSeverity: 'warning',
        waiting: 0,
        dead: 1,
        dropped: 0,
        oldestWaitingAt: 0,
      },
    ];
    api.alerts.entries = [makeEntry()];
    await api.startServer();

    const { json, text } = await api.ask('/v1/notifications');

    expect(notificationListSchema.parse(json)).toEqual(json);
    expect(json.receivers).toMatchObject([{ receiver: 'slack', dead: 1, oldestWaitingAt: null }]);
    expect(json.notifications).toMatchObject([
      { id: 'n-1', state: 'dead', attempts: 1, lastError: expect.stringContaining('channel') },
    ]);
    expect(text).not.toContain('body');
  });

  it('are delivered after all when a person says so', async () => {
    api.alerts.entries = [makeEntry(), makeEntry({ id: 'n-2', state: 'waiting' })];
    await api.startServer();

    const dead = await post('/v1/notifications/n-1/retry', '');
    const waiting = await post('/v1/notifications/n-2/retry', '');

    expect([dead.status, dead.json]).toEqual([200, { id: 'n-1' }]);
    expect([waiting.status, waiting.json.detail]).toEqual([404, 'there is no dead letter n-2']);
  });
});

describe('a test alert', () => {
  it('is answered with what came of it at each receiver', async () => {
    api.alerts.results = [
      { receiver: 'slack', isDelivered: true, reason: '' },
      { receiver: 'webhook-1', isDelivered: false, reason: 'it answered 500' },
    ];
    await api.startServer();

    const { json } = await api.ask('/v1/test-alert', { method: 'POST' });

    expect(json.results).toEqual([
      { receiver: 'slack', delivered: true, reason: null },
      { receiver: 'webhook-1', delivered: false, reason: 'it answered 500' },
    ]);
  });
});
