// What is remembered of one public address: the phones behind it, and what the proxy noticed of it.

import { RecentMap } from '../../base/recent-map.ts';
import type { RecordChange } from '../../correlation/device-record.ts';
import type { DialogObservation, RequestRefused } from '../../observation/dialog-observation.ts';
import type { ProxyNotice } from '../../observation/proxy-notice.ts';
import type { SipObservation } from '../../observation/sip-observation.ts';
import type { DeviceFacts } from './device-facts.ts';
import { countGuess, type GuessFacts } from './guess-facts.ts';
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
  /** By device: when its router gave it another port last, and which it had; undefined: to none. */
  moves: RecentMap<string, PortMove> | undefined;
  /** Undefined while no call from there had credentials that were refused. */
  guesses: GuessFacts | undefined;
  /** The latest request of a trunk there that Asterisk refused. */
  refusedTrunk: RequestRefused | undefined;
  /** When a call with somebody there ended well, milliseconds since 1970; 0 never. */
  callEndedAt: number;
  /** When anything was heard of it, milliseconds since 1970. */
  lastAt: number;
  /** When more accounts were tried there than phones have typing errors, 0 never. */
  triedManyAt: number;
  /** Undefined before the first. */
  replays: Replays | undefined;
}

export interface PortMove {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** address:port. */
  readonly from: string;
  readonly to: string;
}

/** Of devices that moved last; more phones behind one address are not counted. */
const MAX_MOVES = 1_000;

export function createAddressFacts(address: string, site: string): AddressFacts {
  return {
    kind: 'address',
    subject: `address ${address}`,
    address,
    site,
    devices: new Set(),
    notices: new Map(),
    moves: undefined,
    guesses: undefined,
    refusedTrunk: undefined,
    callEndedAt: 0,
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
export function noteAddressDialog(facts: AddressFacts, observation: DialogObservation): void {
  const { kind, time } = observation;
  if (kind === 'ended') facts.callEndedAt = time;
  if (kind !== 'refused') return;
  if (observation.isTrunk) facts.refusedTrunk = observation;
  else if (observation.username !== undefined)
    facts.guesses = countGuess(facts.guesses, observation);
}

/** Something changed with a phone there. */
export function noteAddressChange(facts: AddressFacts, { record, history }: RecordChange): void {
  const { id, wire } = record;
  for (const { kind, time, detail } of history) {
    if (kind !== 'moved' || wire === undefined) continue;
    facts.moves ??= new RecentMap(MAX_MOVES);
    facts.moves.set(id, { time, from: detail.replace(/^from /, ''), to: wire.source });
  }
}
