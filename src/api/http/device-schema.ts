// A device in an answer: the contract of the API. It follows the records of the correlation: a field
// that is missing here, or here only, does not compile.

import { z } from 'zod';
import { authenticationOutcomes } from '../../asterisk/asterisk-event.ts';
import {
  type AsteriskView,
  brokenLegs,
  contactStatuses,
  type DeviceRecord,
  natClasses,
  type RecordedFlow,
  type RecordedTrouble,
  type RegistrationChange,
  recordProducers,
  registrationChangeKinds,
  rportWords,
  troubleKinds,
  verdicts,
  type WireView,
} from '../../correlation/device-record.ts';
import { natTestNames } from '../../nat/nat-tests.ts';
import { credentialsVerdicts } from '../../observation/sip-observation.ts';
import { policyStates } from '../../policy/judge-policy.ts';
import { findingNameSchema, findingSchema } from './finding-schema.ts';
import { type Fields, knownText, timeSchema } from './shared-schemas.ts';

/** What a list of phones shows of the wire stands beside the verdict, the rest under `wire`. */
type Shown = 'contact' | 'userAgent' | 'rport';

const flowSchema = z.object({
  source: z.string().describe('address:port'),
  since: timeSchema.nullable(),
} satisfies Fields<keyof RecordedFlow>);

const wireSchema = z.object({
  localSocket: z.string().describe("address:port of farend's socket"),
  natTests: z.array(z.enum(natTestNames)),
  callId: z.string(),
  statusCode: z.int().describe('of the last answer to a REGISTER; 0: none came'),
  credentials: z.enum(credentialsVerdicts),
  retransmissions: z.int(),
  firstSeen: timeSchema.nullable(),
  lastSeen: timeSchema.nullable(),
} satisfies Fields<Exclude<keyof WireView, Shown | 'source'>>);

const refusalSchema = z.object({
  outcome: z.enum(authenticationOutcomes),
  reason: z.string(),
  time: timeSchema.nullable(),
} satisfies Fields<keyof NonNullable<AsteriskView['lastRefusal']>>);

const asteriskViewSchema = z.object({
  contactUri: z.string(),
  status: z.enum(contactStatuses),
  roundTripUs: z.number().nullable().describe('microseconds'),
  since: timeSchema.nullable(),
  lastRefusal: refusalSchema.nullable(),
} satisfies Fields<keyof AsteriskView>);

const troubleSchema = z.object({
  kind: z.enum(troubleKinds),
  since: timeSchema.nullable(),
  count: z.int().describe('REGISTERs that show it'),
  statusCode: z.int().describe('of the last answer; 0: none came'),
} satisfies Fields<keyof RecordedTrouble>);

const evidence = z.array(z.string()).describe('sentences, each one fact');

export const deviceSchema = z
  .object({
    id: z.string().describe('unique and stable'),
    endpoint: z.string(),
    device: z
      .object({ number: z.int(), of: z.int() })
      .nullable()
      .describe('which of the endpoint’s devices this is; null: none is known'),
    aor: z.string(),
    asterisk: knownText,
    site: knownText,
    producer: z.enum(recordProducers).describe('who saw it'),
    registered: z.boolean(),
    stranger: z.boolean().describe('it tried an account that Asterisk does not have'),
    expiresAt: timeSchema.nullable(),
    verdict: z.object({ value: z.enum(verdicts), evidence }),
    brokenLeg: z.object({ value: z.enum(brokenLegs), evidence }),
    nat: z.object({ value: z.enum(natClasses), evidence }),
    trouble: troubleSchema.nullable().describe('null: nothing hinders it to register'),
    rport: z.enum(rportWords).nullable(),
    received: knownText.describe('the phone’s real address:port; null: not known'),
    contact: knownText.describe('as the phone wrote it; null: not known'),
    userAgent: knownText,
    wire: wireSchema.nullable().describe('the last REGISTER; null: none was seen'),
    asteriskView: asteriskViewSchema.nullable().describe('null: Asterisk has no contact of it'),
    flows: z.array(flowSchema).describe('latest first'),
    changedAt: timeSchema
      .nullable()
      .describe('when verdict, broken leg, NAT class or registration changed last'),
    policy: z
      .enum(policyStates)
      .describe('whether the settings of its endpoint are those that the policy wants'),
    findings: z.array(findingNameSchema).describe('what is wrong with it, by name'),
  } satisfies Fields<
    | Exclude<keyof DeviceRecord, 'isRegistered' | 'isStranger'>
    | Shown
    | 'device'
    | 'registered'
    | 'stranger'
    | 'received'
    | 'policy'
    | 'findings'
  >)
  .meta({ id: 'Device' });

/** As the page of its endpoint shows it. */
export const deviceInFullSchema = deviceSchema
  .extend({ findings: z.array(findingSchema) })
  .meta({ id: 'DeviceInFull' });

export const changeSchema = z
  .object({
    time: timeSchema.nullable(),
    id: z.string().describe('of the device'),
    endpoint: z.string(),
    kind: z.enum(registrationChangeKinds),
    source: knownText.describe('address:port; null: not known'),
    statusCode: z.int().nullable(),
    detail: z.string(),
  } satisfies Fields<Exclude<keyof RegistrationChange, 'recordId'> | 'id'>)
  .meta({ id: 'RegistrationChange' });

export type Device = z.infer<typeof deviceSchema>;
export type DeviceInFull = z.infer<typeof deviceInFullSchema>;
export type DeviceChange = z.infer<typeof changeSchema>;
