// Alerts, silences and what waits to be delivered, in an answer: the contract of the API. It follows what
// the alerts are made of: a field that is missing here, or here only, does not compile.

import { z } from 'zod';
import {
  type Alert,
  type Decision,
  quietReasons,
  type Silence,
  silenceLabels,
} from '../../alerts/alert.ts';
import type { AlertView } from '../../alerts/alert-book.ts';
import type { OutboxEntry } from '../../alerts/outbox/outbox-entry.ts';
import type { ReceiverSummary, SilenceRequest, TestResult } from '../alerts-view.ts';
import { findingNameSchema, severitySchema } from './finding-schema.ts';
import { type Fields, MAX_NAME, timeSchema } from './shared-schemas.ts';

const time = timeSchema.nullable();

const decisionSchema = z.object({
  receiver: z.string(),
  reason: z.enum(quietReasons).describe('why it is not told more now'),
  told: z.boolean().describe('it was told that it fires, and not yet that it ended'),
  until: time.describe('when that changes by itself; null: time alone changes nothing'),
} satisfies Fields<Exclude<keyof Decision, 'isTold'> | 'told'>);

const alertSchema = z
  .object({
    fingerprint: z.string(),
    status: z.enum(['firing', 'resolved']),
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    startsAt: time,
    endsAt: time.describe('null while it fires'),
    explainedBy: findingNameSchema.nullable().describe('the finding that explains it'),
    silencedBy: z.string().nullable().describe('the id of a silence that holds it'),
    decisions: z.array(decisionSchema).describe('one for each receiver'),
  } satisfies Fields<keyof Alert | Exclude<keyof AlertView, 'alert'>>)
  .meta({ id: 'Alert' });

export const alertListSchema = z.object({ alerts: z.array(alertSchema) }).meta({ id: 'AlertList' });

export const silenceSchema = z
  .object({
    id: z.string(),
    matchers: z.record(z.string(), z.string()),
    comment: z.string(),
    createdAt: time,
    endsAt: time,
  } satisfies Fields<keyof Silence>)
  .meta({ id: 'Silence' });

export const silenceListSchema = z
  .object({ silences: z.array(silenceSchema) })
  .meta({ id: 'SilenceList' });

/** A typing error would silence nothing. */
function isAlertName(pattern: string): boolean {
  return pattern.includes('*') || findingNameSchema.safeParse(pattern).success;
}

const MAX_COMMENT = 500;
const LONGEST_MS = 366 * 86_400_000;

export const silenceRequestSchema = z
  .strictObject({
    matchers: z
      .partialRecord(z.enum(silenceLabels), z.string().min(1).max(MAX_NAME))
      .refine((matchers) => Object.keys(matchers).length > 0, 'names one label at least')
      .refine(({ alertname = '*' }) => isAlertName(alertname), 'alertname is none of the findings')
      .describe('label → value, * stands for any text in it; all of them have to match'),
    comment: z.string().max(MAX_COMMENT, `has ${MAX_COMMENT} characters at most`).default(''),
    forMs: z
      .int()
      .min(1_000, 'is one second at least')
      .max(LONGEST_MS, 'is a year at most')
      .describe('milliseconds'),
  } satisfies Fields<keyof SilenceRequest>)
  .meta({ id: 'SilenceRequest' });

export const idSchema = z.object({ id: z.string().min(1).max(MAX_NAME) });

export const notificationListSchema = z
  .object({
    receivers: z.array(
      z.object({
        receiver: z.string(),
        minSeverity: severitySchema,
        waiting: z.int(),
        dead: z.int().describe('not tried again unless a person says so'),
        dropped: z.int().describe('given up because too many waited'),
        oldestWaitingAt: time.describe('null: none waits'),
      } satisfies Fields<keyof ReceiverSummary>),
    ),
    notifications: z.array(
      z.object({
        id: z.string(),
        receiver: z.string(),
        groupKey: z.string(),
        state: z.enum(['waiting', 'dead']),
        createdAt: time,
        dueAt: time.describe('when it is tried next, at the earliest'),
        attempts: z.int(),
        lastError: z.string().nullable().describe('a sentence with the next step'),
      } satisfies Fields<Exclude<keyof OutboxEntry, 'place' | 'body'>>),
    ),
  })
  .meta({ id: 'NotificationList' });

export const retriedSchema = z.object({ id: z.string() }).meta({ id: 'Retried' });

export const testResultSchema = z
  .object({
    results: z.array(
      z.object({
        receiver: z.string(),
        delivered: z.boolean(),
        reason: z.string().nullable().describe('why not: a sentence with the next step'),
      } satisfies Fields<Exclude<keyof TestResult, 'isDelivered'> | 'delivered'>),
    ),
  })
  .meta({ id: 'TestResult' });

export type AlertAnswer = z.infer<typeof alertSchema>;
export type AlertList = z.infer<typeof alertListSchema>;
export type SilenceAnswer = z.infer<typeof silenceSchema>;
export type NotificationList = z.infer<typeof notificationListSchema>;
export type TestAnswer = z.infer<typeof testResultSchema>;
