// The section `alerts`: who is told, and how often.

import { z } from 'zod';
import type { AlertsConfig } from './farend-config.ts';
import { duration, schemaNotes, secret, text, webUrl, word } from './scalar-schema.ts';

/** What repeats for ever must leave time in between. */
const SHORTEST_PERIOD_MS = 1000;

const severity = word(['info', 'warning', 'critical']);

const slack = z
  .strictObject({
    token: secret.exactOptional().describe('A bot token.'),
    channel: text("'#phones'").exactOptional().describe("Quote it: `'#phones'`."),
    webhookUrl: secret.exactOptional().describe('An incoming webhook.'),
    minSeverity: severity.prefault('warning').describe('What is less severe is not sent there.'),
  })
  .transform(({ token, channel, webhookUrl, minSeverity }, context) => {
    const hasToken = token !== undefined || channel !== undefined;
    if (webhookUrl !== undefined && !hasToken) return { webhookUrl, minSeverity };
    if (webhookUrl === undefined && token !== undefined && channel !== undefined) {
      return { token, channel, minSeverity };
    }
    context.addIssue({
      code: 'custom',
      message: 'needs token and channel, or webhookUrl alone',
      params: {
        cure: "write { token: { env: NAME }, channel: '#phones' } or { webhookUrl: { env: NAME } }",
      },
    });
    return z.NEVER;
  })
  .register(schemaNotes, { example: "{ token: { env: FAREND_SLACK_TOKEN }, channel: '#phones' }" });

const webhook = z.strictObject({
  url: webUrl.describe('Where each message is posted.'),
  secret: secret.exactOptional().describe('Signs each call.'),
  minSeverity: severity.prefault('info').describe('What is less severe is not sent there.'),
});

const heartbeat = z
  .strictObject({
    url: webUrl.describe('What is called, with GET.'),
    every: duration('1m', SHORTEST_PERIOD_MS).prefault('1m').describe('How often.'),
  })
  .transform(({ url, every }) => ({ url, everyMs: every }));

export const alertsSchema = z
  .strictObject({
    slack: slack.exactOptional().describe('`token` and `channel`, or `webhookUrl` alone.'),
    webhooks: z
      .array(webhook)
      .register(schemaNotes, { example: '[{ url: https://example.com/hook }]' })
      .prefault([])
      .describe("Receivers of Alertmanager's webhook payload."),
    heartbeat: heartbeat
      .register(schemaNotes, { example: '{ url: https://hc.example.com/x }' })
      .exactOptional()
      .describe(
        'A URL that is called while all is well: see [the heartbeat](notifications.md#heartbeat).',
      ),
    learnFor: duration('1h')
      .prefault('1h')
      .describe('What is found in this time after the first start goes out as one message.'),
    groupWait: duration('30s')
      .prefault('30s')
      .describe('How long the first alert of a group waits for others.'),
    groupInterval: duration('5m', SHORTEST_PERIOD_MS)
      .prefault('5m')
      .describe('The time between two messages about a group that changes.'),
    repeatInterval: duration('4h', SHORTEST_PERIOD_MS)
      .prefault('4h')
      .describe('The time between two messages about a group that does not.'),
  })
  .transform(
    ({ learnFor, groupWait, groupInterval, repeatInterval, ...receivers }): AlertsConfig => ({
      ...receivers,
      learnForMs: learnFor,
      groupWaitMs: groupWait,
      groupIntervalMs: groupInterval,
      repeatIntervalMs: repeatInterval,
    }),
  )
  .register(schemaNotes, { example: '{ learnFor: 1h }' });
