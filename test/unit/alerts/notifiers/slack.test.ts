import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Notification } from '../../../../src/alerts/alert.ts';
import { SlackBot } from '../../../../src/alerts/notifiers/slack-bot.ts';
import {
  SlackMessages,
  slackMessageTable,
} from '../../../../src/alerts/notifiers/slack-messages.ts';
import { SlackWebhook } from '../../../../src/alerts/notifiers/slack-webhook.ts';
import { AppError } from '../../../../src/base/app-error.ts';
import {
  makeAlert,
  makeGroupNotification,
  makeNotification,
  makeResolved,
  NOW_MS,
} from '../make-notification.ts';
import { garbage, HttpReceiver, hang, json, status } from './http-receiver.ts';

const TOKEN = 'xoxb-not-a-real-one';
const never = new AbortController().signal;
let slack: HttpReceiver;
let database: DatabaseSync;

beforeEach(async () => {
  database = new DatabaseSync(':memory:');
  database.exec(slackMessageTable);
  slack = await HttpReceiver.start();
  let messages = 0;
  slack.answer = (response, { path, body }) => {
    const { ts = `1700000000.${++messages}` } = JSON.parse(body) as { ts?: string };
    const isUpdate = path === '/api/chat.update';
    json({ ok: true, channel: 'C123', ts, isUpdate })(response, slack.requests[0]!);
  };
});

afterEach(async () => {
  await slack.stop();
  database.close();
});

const usual = { receiver: 'slack', version: '1.2.3', timeoutMs: 2_000, now: () => NOW_MS };

function makeBot(readToken = () => TOKEN, channel = '#phones'): SlackBot {
  const messages = new SlackMessages(database);
  return new SlackBot({ ...usual, channel, messages, readToken, apiUrl: `${slack.url}/api` });
}

function deliver(notification: Notification, bot = makeBot()) {
  return bot.deliver({ ...notification, receiver: 'slack' }, never);
}

/** Which method, and which message. */
function calls(): readonly string[] {
  return slack.requests.map(({ path, body }) => {
    const { channel, ts = 'new' } = JSON.parse(body) as { channel: string; ts?: string };
    return `${path.slice('/api/'.length)} ${channel} ${ts}`;
  });
}

describe('a bot', () => {
  it('writes one message for a group, and changes it from then on', async () => {
    const outcome = await deliver(makeNotification());
    await deliver(makeNotification({ alerts: [makeAlert(), makeResolved('4002')] }));
    await deliver(makeGroupNotification('York'));

    expect(outcome).toEqual({ kind: 'delivered' });
    expect(calls()).toEqual([
      'chat.postMessage #phones new',
      'chat.update C123 1700000000.1',
      'chat.postMessage #phones new',
    ]);
    expect(slack.requests[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    expect(slack.requests[0]?.headers['user-agent']).toBe('farend/1.2.3');
  });

  it('writes a new message when a group that had ended begins again', async () => {
    await deliver(makeNotification());
    await deliver(makeNotification({ alerts: [makeResolved('4001')] }));
    await deliver(makeNotification());

    expect(calls()).toEqual([
      'chat.postMessage #phones new',
      'chat.update C123 1700000000.1',
      'chat.postMessage #phones new',
    ]);
  });

  it.each([
    { reason: 'first-look' },
    { reason: 'daily-digest' },
    { reason: 'test' },
    { groupKey: '{}', groupLabels: {} },
  ] as const)('writes a new message for each of %o', async (changes) => {
    await deliver(makeNotification(changes));
    await deliver(makeNotification(changes));

    expect(calls()).toEqual(['chat.postMessage #phones new', 'chat.postMessage #phones new']);
  });

  it('writes a new message where the configuration names another channel', async () => {
    await deliver(makeNotification());
    await deliver(makeNotification(), makeBot(undefined, '#alarms'));

    expect(calls().at(-1)).toBe('chat.postMessage #alarms new');
  });

  it.each(['message_not_found', 'cant_update_message', 'edit_window_closed'])(
    'writes a new message where the old one cannot be changed: %s',
    async (error) => {
      await deliver(makeNotification());
      const usualAnswer = slack.answer;
      slack.answer = (response, request) => {
        slack.answer = usualAnswer;
        json({ ok: false, error })(response, request);
      };

      const outcome = await deliver(makeNotification());

      expect(outcome).toEqual({ kind: 'delivered' });
      expect(calls().slice(1)).toEqual([
        'chat.update C123 1700000000.1',
        'chat.postMessage #phones new',
      ]);
    },
  );

  it.each([
    [json({ ok: false, error: 'ratelimited' }, 200), 'retry', /ratelimited/],
    [status(429, { 'Retry-After': '30' }), 'retry', /429/],
    [json({ ok: false, error: 'fatal_error' }), 'retry', /fatal_error/],
    [json({ ok: false, error: 'something_new' }), 'retry', /something_new/],
    [json({ ok: false, error: '<script>' }), 'retry', /an unknown error/],
    [json({ ok: false, error: 'invalid_auth' }), 'refused', /Bot User OAuth Token/],
    [json({ ok: false, error: 'channel_not_found' }), 'refused', /invite/],
    [json({ ok: false, error: 'missing_scope' }), 'refused', /chat:write/],
    [json({ hello: 'there' }), 'retry', /unreadable/],
    [status(200), 'retry', /unreadable/],
    [garbage, 'retry', /./],
    [hang, 'retry', /did not answer/],
    [status(500), 'retry', /500/],
  ])('understands what Slack answers (%#)', async (answer, kind, reason) => {
    slack.answer = answer;

    const outcome = await deliver(makeNotification());

    expect(outcome).toMatchObject({ kind, reason: expect.stringMatching(reason) });
    expect(JSON.stringify(outcome)).not.toContain(TOKEN);
  });

  it('waits as long as Slack wants', async () => {
    slack.answer = status(429, { 'Retry-After': '30' });

    expect(await deliver(makeNotification())).toMatchObject({ afterMs: 30_000 });
  });

  it('says what is wrong with the file of its token', async () => {
    const missing = new AppError(
      'SECRET_UNREADABLE',
      'The secret file /etc/farend/slack is empty.',
    );
    const bot = makeBot(() => {
      throw missing;
    });

    await expect(deliver(makeNotification(), bot)).rejects.toBe(missing);
    expect(slack.requests).toEqual([]);
  });

  it('remembers a thousand messages', async () => {
    const messages = new SlackMessages(database);
    const key = (group: number) => ({
      receiver: 'slack',
      channel: '#phones',
      groupKey: `${group}`,
    });
    for (let i = 0; i < 1_001; i += 1) messages.keep(key(i), { channelId: 'C1', ts: `${i}` }, i);

    expect(messages.find(key(0))).toBeUndefined();
    expect(messages.find(key(1))).toEqual({ channelId: 'C1', ts: '1' });
  });
});

describe('an incoming webhook', () => {
  const hook = () =>
    new SlackWebhook({ ...usual, readUrl: () => `${slack.url}/services/T0/B0/s3cret` });

  it('gets a message each time', async () => {
    slack.answer = status(200);

    const first = await hook().deliver(makeNotification(), never);
    await hook().deliver(makeNotification(), never);

    expect(first).toEqual({ kind: 'delivered' });
    expect(slack.requests.map(({ path }) => path)).toEqual([
      '/services/T0/B0/s3cret',
      '/services/T0/B0/s3cret',
    ]);
    expect(Object.keys(JSON.parse(slack.requests[0]?.body ?? ''))).toEqual(['text', 'blocks']);
  });

  it.each([
    ['no_service', 404, 'refused', /make a new one/],
    ['action_prohibited', 403, 'refused', /administrator/],
    ['channel_is_archived', 410, 'refused', /another/],
    ['s3cret <b>', 404, 'refused', /nothing at that address/],
    ['rollup_error', 500, 'retry', /500/],
  ])('understands %s', async (body, code, kind, reason) => {
    slack.answer = (response) => void response.writeHead(code).end(body);

    const outcome = await hook().deliver(makeNotification(), never);

    expect(outcome).toMatchObject({ kind, reason: expect.stringMatching(reason) });
    expect(JSON.stringify(outcome)).not.toContain('s3cret');
  });

  it('is told to be no URL without telling it', async () => {
    const readUrl = () => 's3cret';

    const outcome = await new SlackWebhook({ ...usual, readUrl }).deliver(
      makeNotification(),
      never,
    );

    expect(outcome).toEqual({ kind: 'retry', reason: 'its address is no http or https URL' });
  });
});
