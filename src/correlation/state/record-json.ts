// Device records and their history as JSON, the way they lie in the file; what comes back is checked,
// since somebody else, or another farend, may have written it.

import { z } from 'zod';
import type { AuthenticationEvent } from '../../asterisk/asterisk-event.ts';
import type { NatTest } from '../../nat/nat-tests.ts';
import type { CredentialsVerdict } from '../../observation/sip-observation.ts';
import type {
  AsteriskView,
  BrokenLeg,
  DeviceRecord,
  NatClass,
  RegistrationChange,
  Verdict,
  WireView,
} from '../device-record.ts';
import type { FeedPosition } from './write-buffer.ts';

/** All words of a type: the compiler tells of one that is missing. */
function oneOf<Word extends string>(words: Record<Word, true>) {
  return z.enum(Object.keys(words) as Word[]);
}

function judgement<Word extends string>(words: Record<Word, true>) {
  return z.object({ value: oneOf(words), evidence: z.array(z.string()) });
}

const natTest = oneOf<NatTest>({
  'private-contact': true,
  'diff-ip-src-via': true,
  'private-via': true,
  'private-sdp': true,
  'diff-port-src-via': true,
  'diff-ip-src-contact': true,
  'diff-port-src-contact': true,
  'carrier-grade-nat': true,
  'no-rport': true,
});

const wireView = z.object({
  source: z.string(),
  localSocket: z.string(),
  contact: z.string(),
  userAgent: z.string(),
  rport: oneOf<WireView['rport']>({ offered: true, missing: true, exempt: true }),
  natTests: z.array(natTest),
  callId: z.string(),
  statusCode: z.number(),
  credentials: oneOf<CredentialsVerdict>({
    none: true,
    passed: true,
    'unknown-nonce': true,
    'foreign-nonce': true,
    replayed: true,
    malformed: true,
  }),
  retransmissions: z.number(),
  firstSeen: z.number(),
  lastSeen: z.number(),
} satisfies Record<keyof WireView, z.ZodType>);

const refusal = z.object({
  outcome: oneOf<AuthenticationEvent['outcome']>({
    challenged: true,
    succeeded: true,
    failed: true,
    'unknown-account': true,
    'acl-refused': true,
    'request-refused': true,
  }),
  reason: z.string(),
  time: z.number(),
});

const asteriskView = z
  .object({
    contactUri: z.string(),
    status: oneOf<AsteriskView['status']>({
      reachable: true,
      unreachable: true,
      unqualified: true,
      unknown: true,
      removed: true,
    }),
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

const deviceRecord = z
  .object({
    id: z.string(),
    endpoint: z.string(),
    aor: z.string(),
    asterisk: z.string(),
    site: z.string(),
    producer: oneOf<DeviceRecord['producer']>({ proxy: true, hep: true, asterisk: true }),
    wire: wireView.optional(),
    asteriskView: asteriskView.optional(),
    isRegistered: z.boolean(),
    expiresAt: z.number(),
    flows: z.array(z.object({ source: z.string(), since: z.number() })),
    verdict: judgement<Verdict>({
      ok: true,
      'ok-through-farend': true,
      failing: true,
      unreachable: true,
      unknown: true,
    }),
    brokenLeg: judgement<BrokenLeg>({
      none: true,
      'phone-to-proxy': true,
      'proxy-to-asterisk': true,
      'asterisk-to-proxy': true,
      'proxy-to-phone': true,
      credentials: true,
      policy: true,
    }),
    nat: judgement<NatClass>({
      none: true,
      'behind-nat': true,
      'carrier-grade-nat': true,
      'alg-suspected': true,
      'alg-proven': true,
    }),
    changedAt: z.number(),
  } satisfies Record<keyof DeviceRecord, z.ZodType>)
  .transform(({ wire, asteriskView, ...rest }): DeviceRecord => ({ ...rest, wire, asteriskView }));

const registrationChange = z.object({
  time: z.number(),
  recordId: z.string(),
  endpoint: z.string(),
  kind: oneOf<RegistrationChange['kind']>({
    created: true,
    moved: true,
    refreshed: true,
    removed: true,
    expired: true,
    refused: true,
    reachable: true,
    unreachable: true,
  }),
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
