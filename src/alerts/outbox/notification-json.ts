// Notifications as JSON, the way they lie in the outbox; what comes back is checked, since another
// farend, or somebody else, may have written it.

import { z } from 'zod';
import { findingNames, severities } from '../../diagnosis/finding.ts';
import type { Alert, AlertAnnotations, AlertLabels, Notification, NotifyReason } from '../alert.ts';

const label = z.string().exactOptional();

const labels = z.object({
  alertname: z.enum([...findingNames, 'test']),
  severity: z.enum(severities),
  endpoint: label,
  aor: label,
  site: label,
  make: label,
  asterisk: label,
  address: label,
} satisfies Record<keyof AlertLabels, z.ZodType>);

const annotations = z.object({
  summary: z.string(),
  description: z.string(),
  evidence: z.string(),
  remedy: z.string(),
  runbook_url: z.string(),
} satisfies Record<keyof AlertAnnotations, z.ZodType>);

const status = z.enum(['firing', 'resolved']);

export const alertSchema = z.object({
  fingerprint: z.string(),
  status,
  labels,
  annotations,
  startsAt: z.number(),
  endsAt: z.number(),
} satisfies Record<keyof Alert, z.ZodType>);

const notification = z.object({
  id: z.string(),
  receiver: z.string(),
  reason: z.custom<NotifyReason>((reason) => typeof reason === 'string'),
  groupKey: z.string(),
  groupLabels: z.record(z.string(), z.string()),
  status,
  alerts: z.array(alertSchema),
  truncatedAlerts: z.int().min(0),
  at: z.number(),
} satisfies Record<keyof Notification, z.ZodType>);

/** Undefined for what is no notification. */
export function parseNotification(json: string): Notification | undefined {
  try {
    return notification.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
