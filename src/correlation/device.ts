// A device as the correlation keeps it: what was seen and said of it, from which its record follows.

import type { EndpointState } from '../asterisk/asterisk-event.ts';
import { readAddress } from './address-text.ts';
import type { AsteriskView, DeviceRecord, RecordedFlow, WireView } from './device-record.ts';
import { createSeries, type RegisterSeries } from './register-series.ts';
import type { Trouble } from './trouble.ts';

/** How a registration came to its end. */
export interface Ending {
  readonly kind: 'unregistered' | 'expired' | 'dropped' | 'forgotten';
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Device {
  id: string;
  /** The proxy's, 16 hex digits; '' without. */
  token: string;
  readonly aor: string;
  endpoint: string;
  asterisk: string;
  site: string;
  producer: DeviceRecord['producer'];
  wire: WireView | undefined;
  asteriskView: AsteriskView | undefined;
  isRegistered: boolean;
  expiresAt: number;
  flows: readonly RecordedFlow[];
  /** Undefined while registered, or when it never was. */
  ending: Ending | undefined;
  /** Stands for an endpoint of Asterisk of which no device is known. */
  isPlaceholder: boolean;
  readonly series: RegisterSeries;
  trouble: Trouble | undefined;
  /** When a refusal was written into its history last. */
  refusalTold: { readonly leg: string; readonly at: number } | undefined;
  /** When the proxy noticed last, 0 never: Asterisk ignores its Path; it answers from elsewhere. */
  pathIgnoredAt: number;
  answersElsewhereAt: number;
  /** Whether Asterisk reaches it, as told last: 'unknown' when nobody said. */
  reach: 'reachable' | 'unreachable' | 'unknown';
  /** As it was told last; undefined before the first time. */
  record: DeviceRecord | undefined;
}

export function createDevice(id: string, aor: string, producer: DeviceRecord['producer']): Device {
  return {
    id,
    token: '',
    aor,
    endpoint: aor,
    asterisk: '',
    site: '',
    producer,
    wire: undefined,
    asteriskView: undefined,
    isRegistered: false,
    expiresAt: 0,
    flows: [],
    ending: undefined,
    isPlaceholder: false,
    series: createSeries(),
    trouble: undefined,
    refusalTold: undefined,
    pathIgnoredAt: 0,
    answersElsewhereAt: 0,
    reach: 'unknown',
    record: undefined,
  };
}

/** It registered once, as far as is known. */
export function wasRegistered({ isRegistered, ending }: Device): boolean {
  return isRegistered || ending !== undefined;
}

/** Whether Asterisk reaches it, as far as is known now. */
export function readReach({ isRegistered, asteriskView }: Device): Device['reach'] {
  const status = isRegistered ? asteriskView?.status : undefined;
  return status === 'reachable' || status === 'unreachable' ? status : 'unknown';
}

/** The key of a device that tried to register and is not told of yet, by its latest attempt. */
export function candidateOf({ aor, series }: Device): string {
  return candidateKey(aor, readAddress(series.source));
}

export function candidateKey(aor: string, address: string): string {
  return `${aor} ${address}`;
}

/** What the device's Asterisk is like at the moment. */
export interface World {
  /** Undefined: nobody has asked it yet. */
  readonly isUp: boolean | undefined;
  /** Why not, as a sentence. */
  readonly reason: string;
  /** Of the device's endpoint. */
  readonly settings: EndpointState | undefined;
  /** Asterisk reaches none of the phones that it asks. */
  readonly reachesNobody: boolean;
  /** Asterisk has no account as the one that the device tries. */
  readonly isStranger: boolean;
  readonly now: number;
}
