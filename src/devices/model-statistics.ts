// What the phones of one make, model and firmware do: so one sees that a firmware never offers rport, or
// that one phone does not do what its likes do. Only phones that are registered count: a User-Agent is
// whatever a stranger writes there.

import { identifyModel, type PhoneModel } from './device-catalogue.ts';

/** What is read of a phone; the record of a device has all of it. */
export interface SeenPhone {
  readonly isRegistered: boolean;
  readonly wire:
    | {
        readonly userAgent: string;
        /** `exempt`: it listens elsewhere than it sends. */
        readonly rport: 'offered' | 'missing' | 'exempt';
        /** Milliseconds since 1970. */
        readonly lastSeen: number;
      }
    | undefined;
  readonly asteriskView: { readonly status: string } | undefined;
  /** Latest first; `source` is address:port. */
  readonly flows: readonly { readonly source: string; readonly since: number }[];
}

export interface ModelStatistics extends PhoneModel {
  readonly phones: number;
  readonly offersRport: number;
  /** It answers where it sends from: Asterisk reaches it there. */
  readonly isSymmetric: number;
  readonly listensElsewhere: number;
  /** Its port at its router stays. */
  readonly keepsAlive: number;
  /** Its port at its router changes again and again. Of the rest nothing can be said yet. */
  readonly losesPort: number;
}

/** More are counted as unknown phones. */
const MAX_MODELS = 500;
/** A flow that lasts this long was kept alive, or needs nothing of the kind. */
const KEPT_MS = 10 * 60_000;
/** One other port is a router that was restarted. */
const LOST_PORTS = 2;

type Counts = { -readonly [Key in keyof ModelStatistics]: ModelStatistics[Key] };

/** The most frequent first. */
export function countModels(phones: Iterable<SeenPhone>): readonly ModelStatistics[] {
  const counted = new Map<string, Counts>();
  for (const phone of phones) {
    if (!phone.isRegistered || phone.wire === undefined) continue;
    count(findCounts(counted, identifyModel(phone.wire.userAgent)), phone);
  }
  return [...counted.values()].sort(
    (a, b) => b.phones - a.phones || compareText(keyOf(a), keyOf(b)),
  );
}

function findCounts(counted: Map<string, Counts>, model: PhoneModel): Counts {
  const isRoom = counted.size < MAX_MODELS || counted.has(keyOf(model));
  const entry = isRoom ? model : { make: '', model: '', firmware: '' };
  const found = counted.get(keyOf(entry)) ?? begin(entry);
  counted.set(keyOf(entry), found);
  return found;
}

function begin({ make, model, firmware }: PhoneModel): Counts {
  return {
    make,
    model,
    firmware,
    phones: 0,
    offersRport: 0,
    isSymmetric: 0,
    listensElsewhere: 0,
    keepsAlive: 0,
    losesPort: 0,
  };
}

function count(counts: Counts, { wire, asteriskView, flows }: SeenPhone): void {
  counts.phones += 1;
  if (wire?.rport === 'offered') counts.offersRport += 1;
  if (wire?.rport === 'exempt') counts.listensElsewhere += 1;
  else if (asteriskView?.status === 'reachable') counts.isSymmetric += 1;
  if (countOtherPorts(flows) >= LOST_PORTS) counts.losesPort += 1;
  else if (isKept(flows, wire?.lastSeen ?? 0)) counts.keepsAlive += 1;
}

function keyOf({ make, model, firmware }: PhoneModel): string {
  return `${make}\n${model}\n${firmware}`;
}

/** How often the address stayed and the port did not. */
function countOtherPorts(flows: SeenPhone['flows']): number {
  return flows.filter((flow, index) => {
    const before = flows[index + 1];
    return before !== undefined && addressOf(flow) === addressOf(before);
  }).length;
}

function isKept(flows: SeenPhone['flows'], lastSeen: number): boolean {
  const [current] = flows;
  return current !== undefined && lastSeen - current.since >= KEPT_MS;
}

function addressOf({ source }: { readonly source: string }): string {
  return source.slice(0, source.lastIndexOf(':'));
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
