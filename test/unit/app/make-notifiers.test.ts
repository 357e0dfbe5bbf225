import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, it } from 'vitest';
import { SlackBot } from '../../../src/alerts/notifiers/slack-bot.ts';
import { slackMessageTable } from '../../../src/alerts/notifiers/slack-messages.ts';
import { SlackWebhook } from '../../../src/alerts/notifiers/slack-webhook.ts';
import { listReceivers, makeNotifiers } from '../../../src/app/make-notifiers.ts';
import type { AlertsConfig } from '../../../src/config/farend-config.ts';
import { SecretSource } from '../../../src/config/secret-source.ts';
import { makeNotification } from '../alerts/make-notification.ts';
import { HttpReceiver } from '../alerts/notifiers/http-receiver.ts';

const VARIABLE = 'FAREND_TEST_HOOK_KEY';
const http = { version: '1.2.3', now: Date.now };
const token = new SecretSource({ kind: 'text', text: 'xoxb-1' });
const webhookUrl = new SecretSource({ kind: 'text', text: 'https://hooks.example.com/1' });
const minSeverity = 'info';

afterEach(() => {
  delete process.env[VARIABLE];
});

function make(config: Pick<AlertsConfig, 'slack' | 'webhooks'>) {
  const database = new DatabaseSync(':memory:');
  database.exec(slackMessageTable);
  return makeNotifiers(config, database, http);
}

it('names the receivers as alerts do', () => {
  const webhook = { url: 'https://example.com/hook', minSeverity } as const;
  const slack = { token, channel: '#phones', minSeverity } as const;

  const config = { slack, webhooks: [webhook, { ...webhook, minSeverity: 'critical' as const }] };
  const notifiers = make(config);

  expect(notifiers.map(({ receiver }) => receiver)).toEqual(['slack', 'webhook-1', 'webhook-2']);
  expect(listReceivers(config)).toEqual([
    { name: 'slack', minSeverity: 'info' },
    { name: 'webhook-1', minSeverity: 'info' },
    { name: 'webhook-2', minSeverity: 'critical' },
  ]);
});

it('speaks with Slack as the configuration says', () => {
  const [bot] = make({ slack: { token, channel: '#phones', minSeverity }, webhooks: [] });
  const [hook] = make({ slack: { webhookUrl, minSeverity }, webhooks: [] });

  expect(bot).toBeInstanceOf(SlackBot);
  expect(hook).toBeInstanceOf(SlackWebhook);
});

it('reads a secret when it is needed', async () => {
  const receiver = await HttpReceiver.start();
  const secret = new SecretSource({ kind: 'env', name: VARIABLE });
  const [webhook] = make({ webhooks: [{ url: receiver.url, secret, minSeverity }] });
  const deliver = () => webhook?.deliver(makeNotification(), new AbortController().signal);

  await expect(deliver()).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
  process.env[VARIABLE] = 'a key';

  expect(await deliver()).toEqual({ kind: 'delivered' });
  expect(receiver.requests[0]?.headers).toHaveProperty('webhook-signature');
  await receiver.stop();
});
