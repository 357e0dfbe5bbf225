// What is remembered of one public address: the phones behind it, and what the proxy noticed of it.

import type { RecordChange } from '../../correlation/device-record.ts';
import type { DialogObservation } from '../../observation/dialog-observation.ts';
import type { ProxyNotice } from '../../observation/proxy-notice.ts';
import type { SipObservation } from '../../observation/sip-observation.ts';
import type { DeviceFacts } from './device-facts.ts';
import { addReplayedRegister, addReplayNotice, type Replays } from './replay-facts.ts';

export interface AddressFacts {
  readonly kind: 'address';
  readonly subject: string;
  /** Canonical, without port and brackets. */
  readonly address: string;
  /** Its name, or the address itself; '' for a private address. */
  readonly site: string;
  readonly devices: Set<DeviceFacts>;
  /** The latest of each kind. */
  readonly notices: Map<ProxyNotice['kind'], ProxyNotice>;
  /** When anything was heard of it, milliseconds since 1970. */
  lastAt: number;
  /** When more accounts were tried there than phones have typing errors, 0 never. */
  triedManyAt: number;
  /** Undefined before the first. */
  replays: Replays | undefined;
}

export function createAddressFacts(address: string, site: string): AddressFacts {
  return {
    kind: 'address',
    subject: `address ${address}`,
    address,
    site,
    devices: new Set(),
    notices: new Map(),
    lastAt: 0,
    triedManyAt: 0,
    replays: undefined,
  };
}

export function noteAddressNotice(facts: AddressFacts, notice: ProxyNotice): void {
  facts.notices.set(notice.kind, notice);
  if (notice.kind === 'credentials-replayed')
    facts.replays = addReplayNotice(facts.replays, notice);
}

/** A REGISTER came from there, of whomever. */
export function noteAddressRegister(facts: AddressFacts, observation: SipObservation): void {
  if (observation.credentials === 'foreign-nonce')
    facts.replays = addReplayedRegister(facts.replays, observation);
}

/** Something was seen of a dialog with somebody there. */
export function noteAddressDialog(_facts: AddressFacts, _observation: DialogObservation): void {}

/** Something changed with a phone there. */
export function noteAddressChange(_facts: AddressFacts, _change: RecordChange): void {}
