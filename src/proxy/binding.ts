// A binding: which device is behind a token, by which flow it was last proven to be reached, and
// what its own Contact is.

import type { Flow } from './flow.ts';
import type { MappedContact } from './register-attempt.ts';

export interface Binding {
  /** 16 hex digits; never changes. */
  readonly token: string;
  /** `user@host`, normalised. */
  readonly aor: string;
  /** The phone's own Contact URI, as it came. */
  contactUri: string;
  instanceId: string | undefined;
  callId: string;
  userAgent: string;
  /** Of the credentials that it registered with; '' when that is the AOR's user, or it needed none. */
  username: string;
  flow: Flow;
  /** Where the phone is: the address of its flow, or what a trusted proxy in front said of it. */
  address: string;
  /** When the request that proved the flow came, milliseconds since 1970. */
  provenAt: number;
  /** When the registration ends, milliseconds since 1970; a past time: the binding is dead. */
  expiresAt: number;
  /** A NAT is in front of the phone: its router must be kept from forgetting it. */
  behindNat: boolean;
  /** What the Contact was made into last time; in memory only, so that a refresh is cheap. */
  lastMapping: MappedContact | undefined;
  /** When it last answered a ping that keeps its binding open; in memory only. */
  heardAt: number | undefined;
  /** True while such pings are scheduled; in memory only. */
  isWatched: boolean;
  /** What was seen of it since it registered last: see nat-outcomes.ts; in memory only. */
  reach: number;
}

/** What the disk holds of a binding. */
export type BindingRecord = Omit<Binding, 'lastMapping' | 'heardAt' | 'isWatched' | 'reach'>;

/** Field by field, so that all bindings have one shape, and no place for fields that come later. */
export function createBinding(record: BindingRecord): Binding {
  return {
    token: record.token,
    aor: record.aor,
    contactUri: record.contactUri,
    instanceId: record.instanceId,
    callId: record.callId,
    userAgent: record.userAgent,
    username: record.username,
    flow: record.flow,
    address: record.address,
    provenAt: record.provenAt,
    expiresAt: record.expiresAt,
    behindNat: record.behindNat,
    lastMapping: undefined,
    heardAt: undefined,
    isWatched: false,
    reach: 0,
  };
}

/** True while Asterisk has the registration, as far as its answers said. */
export function isLive(binding: Binding, nowMs: number): boolean {
  return binding.expiresAt > nowMs;
}

/** How long a dead binding is kept, so that a device that comes back keeps its token. */
const DEAD_BINDING_KEPT_MS = 7 * 24 * 3_600_000;

export function isForgotten(binding: Binding, nowMs: number): boolean {
  return binding.expiresAt + DEAD_BINDING_KEPT_MS < nowMs;
}
