// Who is told of alerts, as the configuration says: `slack`, `webhook-1` … in the order of the file.

import type { DatabaseSync } from 'node:sqlite';
import type { Receiver } from '../alerts/book/book-options.ts';
import type { Notifier } from '../alerts/notifiers/notifier.ts';
import type { HttpOptions } from '../alerts/notifiers/send-request.ts';
import { SlackBot } from '../alerts/notifiers/slack-bot.ts';
import { SlackMessages } from '../alerts/notifiers/slack-messages.ts';
import { SlackWebhook } from '../alerts/notifiers/slack-webhook.ts';
import { Webhook } from '../alerts/notifiers/webhook.ts';
import type { AlertsConfig } from '../config/farend-config.ts';
import { readSecret } from '../config/secret-source.ts';

const SLACK = 'slack';

export function listReceivers({ slack, webhooks }: AlertsConfig): readonly Receiver[] {
  return [
    ...(slack === undefined ? [] : [{ name: SLACK, minSeverity: slack.minSeverity }]),
    ...webhooks.map(({ minSeverity }, at) => ({ name: nameWebhook(at), minSeverity })),
  ];
}

/** One for each receiver. @param database the file of the alerts */
export function makeNotifiers(
  { slack, webhooks }: AlertsConfig,
  database: DatabaseSync,
  http: HttpOptions,
): readonly Notifier[] {
  return [
    ...(slack === undefined ? [] : [makeSlack(slack, database, http)]),
    ...webhooks.map(({ url, secret }, at) => {
      const receiver = nameWebhook(at);
      return secret === undefined
        ? new Webhook({ ...http, receiver, url })
        : new Webhook({ ...http, receiver, url, readSecret: () => readSecret(secret) });
    }),
  ];
}

function makeSlack(
  slack: NonNullable<AlertsConfig['slack']>,
  database: DatabaseSync,
  http: HttpOptions,
): Notifier {
  if ('webhookUrl' in slack)
    return new SlackWebhook({
      ...http,
      receiver: SLACK,
      readUrl: () => readSecret(slack.webhookUrl),
    });
  return new SlackBot({
    ...http,
    receiver: SLACK,
    channel: slack.channel,
    messages: new SlackMessages(database),
    readToken: () => readSecret(slack.token),
  });
}

function nameWebhook(at: number): string {
  return `webhook-${at + 1}`;
}
