// The receivers of the section `alerts`, each behind its notifier. A secret is read when it is needed:
// where it cannot be had, what waits for that receiver is delivered once it can.

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

type Receivers = Pick<AlertsConfig, 'slack' | 'webhooks'>;

const SLACK = 'slack';

/** In the order of the file. */
const nameWebhook = (index: number): string => `webhook-${index + 1}`;

/** Whom the alert book tells, by the names that the notifiers have. */
export function listReceivers({ slack, webhooks }: Receivers): readonly Receiver[] {
  return [
    ...(slack === undefined ? [] : [{ name: SLACK, minSeverity: slack.minSeverity }]),
    ...webhooks.map(({ minSeverity }, index) => ({ name: nameWebhook(index), minSeverity })),
  ];
}

/** @param database in which Slack's messages are remembered */
export function makeNotifiers(
  { slack, webhooks }: Receivers,
  database: DatabaseSync,
  http: HttpOptions,
): readonly Notifier[] {
  return [
    ...(slack === undefined ? [] : [makeSlack(slack, database, http)]),
    ...webhooks.map(
      ({ url, secret }, index) =>
        new Webhook({
          ...http,
          receiver: nameWebhook(index),
          url,
          ...(secret !== undefined && { readSecret: () => readSecret(secret) }),
        }),
    ),
  ];
}

function makeSlack(
  slack: NonNullable<AlertsConfig['slack']>,
  database: DatabaseSync,
  http: HttpOptions,
): Notifier {
  const usual = { ...http, receiver: SLACK };
  if ('webhookUrl' in slack)
    return new SlackWebhook({ ...usual, readUrl: () => readSecret(slack.webhookUrl) });
  const { channel, token } = slack;
  const messages = new SlackMessages(database);
  return new SlackBot({ ...usual, channel, messages, readToken: () => readSecret(token) });
}
