// The state of the alert book as JSON, the way it lies in the file; what comes back is checked, since
// another farend, or somebody else, may have written it.

import { z } from 'zod';
import { type Finding, findingNames, severities } from '../../diagnosis/finding.ts';
import type { Silence } from '../alert.ts';
import type { BookTimes, KeptAlert, Told } from '../book/kept-alert.ts';
import { alertSchema } from '../outbox/notification-json.ts';

const time = z.int();
const texts = z.record(z.string(), z.string());

const finding = z.object({
  name: z.enum(findingNames),
  subject: z.string(),
  severity: z.enum(severities),
  endpoint: z.string(),
  aor: z.string(),
  site: z.string(),
  make: z.string(),
  asterisk: z.string(),
  address: z.string(),
  summary: z.string(),
  description: z.string(),
  evidence: z.array(z.string()),
  remedy: z.array(z.string()),
  since: time,
  explainedBy: z.enum(findingNames).optional(),
} satisfies Record<keyof Finding, z.ZodType>);

const keptAlert = z.object({
  alert: alertSchema,
  finding: finding.transform((kept): Finding => ({ ...kept, explainedBy: kept.explainedBy })),
  groupKey: z.string(),
  groupLabels: texts,
  explainedBy: z.enum(findingNames).optional(),
  foundAt: time,
  explainedUntil: time,
  returns: z.int().min(0),
  announced: z.enum(severities).optional(),
  digestedAt: time,
} satisfies Record<keyof KeptAlert, z.ZodType>);

const told = z.object({
  groupKey: z.string(),
  receiver: z.string(),
  toldAt: time,
  succession: z.int().min(1),
  isCollected: z.boolean(),
  firing: z.record(z.string(), z.enum(severities)),
} satisfies Record<keyof Told, z.ZodType>);

const silence = z.object({
  id: z.string(),
  matchers: texts,
  comment: z.string(),
  createdAt: time,
  endsAt: time,
} satisfies Record<keyof Silence, z.ZodType>);

const times = z.object({
  firstStartAt: time,
  firstLookAt: time,
  lastDigestAt: time,
} satisfies Record<keyof BookTimes, z.ZodType>);

/** Each: undefined for what cannot be read. */
export function parseKeptAlert(json: unknown): KeptAlert | undefined {
  const kept = parse(json, keptAlert);
  return kept && { ...kept, explainedBy: kept.explainedBy, announced: kept.announced };
}

export function parseTold(json: unknown): Told | undefined {
  return parse(json, told);
}

export function parseSilence(json: unknown): Silence | undefined {
  return parse(json, silence);
}

export function parseTimes(json: unknown): BookTimes | undefined {
  return parse(json, times);
}

function parse<Value>(json: unknown, schema: z.ZodType<Value>): Value | undefined {
  if (typeof json !== 'string') return undefined;
  try {
    return schema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
