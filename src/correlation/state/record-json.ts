// Device records and their history as JSON, the way they lie in the file; what comes back is checked,
// since somebody else, or another farend, may have written it.

import { z } from 'zod';
import { authenticationOutcomes } from '../../asterisk/asterisk-event.ts';
import { natTestNames } from '../../nat/nat-tests.ts';
import { credentialsVerdicts } from '../../observation/sip-observation.ts';
import {
  type AsteriskView,
  brokenLegs,
  contactStatuses,
  type DeviceRecord,
  natClasses,
  type RecordedTrouble,
  type RegistrationChange,
  recordProducers,
  registrationChangeKinds,
  rportWords,
  troubleKinds,
  verdicts,
  type WireView,
} from '../device-record.ts';
import type { FeedPosition } from './write-buffer.ts';

function judgement<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.object({ value: z.enum(words), evidence: z.array(z.string()) });
}

const wireView = z.object({
  source: z.string(),
  localSocket: z.string(),
  contact: z.string(),
  userAgent: z.string(),
  rport: z.enum(rportWords),
  natTests: z.array(z.enum(natTestNames)),
  callId: z.string(),
  statusCode: z.number(),
  credentials: z.enum(credentialsVerdicts),
  retransmissions: z.number(),
  firstSeen: z.number(),
  lastSeen: z.number(),
} satisfies Record<keyof WireView, z.ZodType>);

const refusal = z.object({
  outcome: z.enum(authenticationOutcomes),
  reason: z.string(),
  time: z.number(),
});

const asteriskView = z
  .object({
    contactUri: z.string(),
    status: z.enum(contactStatuses),
    roundTripUs: z.number().optional(),
    since: z.number(),
    lastRefusal: refusal.optional(),
  } satisfies Record<keyof AsteriskView, z.ZodType>)
  .transform(
    ({ roundTripUs, lastRefusal, ...rest }): AsteriskView => ({
      ...rest,
      roundTripUs,
      lastRefusal,
    }),
  );

const trouble = z.object({
  kind: z.enum(troubleKinds),
  since: z.number(),
  count: z.number(),
  statusCode: z.number(),
} satisfies Record<keyof RecordedTrouble, z.ZodType>);

const deviceRecord = z
  .object({
    id: z.string(),
    endpoint: z.string(),
    aor: z.string(),
    asterisk: z.string(),
    site: z.string(),
    producer: z.enum(recordProducers),
    wire: wireView.optional(),
    asteriskView: asteriskView.optional(),
    isRegistered: z.boolean(),
    isStranger: z.boolean().default(false), // older files have none
    expiresAt: z.number(),
    flows: z.array(z.object({ source: z.string(), since: z.number() })),
    verdict: judgement(verdicts),
    brokenLeg: judgement(brokenLegs),
    nat: judgement(natClasses),
    trouble: trouble.optional(), // older files have none
    changedAt: z.number(),
  } satisfies Record<keyof DeviceRecord, z.ZodType>)
  .transform(
    ({ wire, asteriskView, trouble: recorded, ...rest }): DeviceRecord => ({
      ...rest,
      wire,
      asteriskView,
      trouble: recorded,
    }),
  );

const registrationChange = z.object({
  time: z.number(),
  recordId: z.string(),
  endpoint: z.string(),
  kind: z.enum(registrationChangeKinds),
  source: z.string(),
  statusCode: z.number(),
  detail: z.string(),
} satisfies Record<keyof RegistrationChange, z.ZodType>);

const feedPosition = z.object({ boot: z.string(), seq: z.int().min(0) });

/** Undefined for what is no record. */
export function parseRecord(json: unknown): DeviceRecord | undefined {
  return deviceRecord.safeParse(parseJson(json)).data;
}

/** Undefined for what is no change. */
export function parseChange(json: unknown): RegistrationChange | undefined {
  return registrationChange.safeParse(parseJson(json)).data;
}

/** @param row of the file; undefined where there is none, or none that makes sense */
export function parseFeedPosition(row: unknown): FeedPosition | undefined {
  return feedPosition.safeParse(row).data;
}

function parseJson(json: unknown): unknown {
  try {
    return typeof json === 'string' ? JSON.parse(json) : undefined;
  } catch {
    return undefined;
  }
}
