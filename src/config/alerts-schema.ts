// The section `alerts`: who is told, and how often.

import { z } from 'zod';
import type { AlertsConfig } from './farend-config.ts';
import { duration, schemaNotes, secret, text, webUrl, word } from './scalar-schema.ts';

/** What repeats for ever must leave time in between. */
const SHORTEST_PERIOD_MS = 1000;

const severity = word(['info', 'warning', 'critical']);

const slack = z
  .strictObject({
    token: secret.exactOptional(),
    channel: text("'#phones'").exactOptional(),
    webhookUrl: secret.exactOptional(),
    minSeverity: severity.prefault('warning'),
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
  url: webUrl,
  secret: secret.exactOptional(),
  minSeverity: severity.prefault('info'),
});

const heartbeat = z
  .strictObject({ url: webUrl, every: duration('1m', SHORTEST_PERIOD_MS).prefault('1m') })
  .transform(({ url, every }) => ({ url, everyMs: every }));

export const alertsSchema = z
  .strictObject({
    slack: slack.exactOptional(),
    webhooks: z
      .array(webhook)
      .register(schemaNotes, { example: '[{ url: https://example.com/hook }]' })
      .prefault([]),
    heartbeat: heartbeat
      .register(schemaNotes, { example: '{ url: https://hc.example.com/x }' })
      .exactOptional(),
    learnFor: duration('1h').prefault('1h'),
    groupWait: duration('30s').prefault('30s'),
    groupInterval: duration('5m', SHORTEST_PERIOD_MS).prefault('5m'),
    repeatInterval: duration('4h', SHORTEST_PERIOD_MS).prefault('4h'),
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
