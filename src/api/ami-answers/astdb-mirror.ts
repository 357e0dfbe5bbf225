// Keeps AstDB of one Asterisk in step: farend/ENDPOINT/KEY for each of its endpoints. It knows what is
// there and writes what differs, one key at a time.

import type { DeviceRecord } from '../../correlation/device-record.ts';
import { type DatabaseValues, makeDatabaseValues } from './database-values.ts';
import type { Delivery, DeliverySource } from './pacer.ts';
import type { AmiSender } from './sender.ts';

const FAMILY = 'farend';
/** After a start farend has to hear of all endpoints before it takes away what it does not know. */
const LEFTOVER_MS = 60_000;
/** AstDB of Asterisk 16 takes 255 bytes, with the slashes and the longest key. */
const MAX_ENDPOINT_BYTES = 230;

export class AstDbMirror implements DeliverySource {
  private readonly ami: AmiSender;
  private readonly recordsOf: (endpoint: string) => readonly DeviceRecord[];
  /** What AstDB has, by endpoint. */
  private present = new Map<string, Map<string, string>>();
  /** Endpoints of which something may differ. */
  private readonly pending = new Set<string>();
  /** In AstDB, and of no endpoint that is known; they go at `leftoversGoAt`. */
  private leftovers: ReadonlySet<string> = new Set();
  private leftoversGoAt = 0;
  private isBegun = false;
  /** Seconds since 1970, to be written. */
  private alive: string | undefined;
  private listing = 0;

  /** @param recordsOf those that belong into this AstDB */
  constructor(ami: AmiSender, recordsOf: (endpoint: string) => readonly DeviceRecord[]) {
    this.ami = ami;
    this.recordsOf = recordsOf;
  }

  /** It knows what is there, and writes what differs. */
  get isReady(): boolean {
    return this.isBegun;
  }

  /** Reads what is there, and brings `endpoints` in step from then on; throws as AmiSender does. */
  async begin(endpoints: () => Iterable<string>, nowMs: number): Promise<void> {
    this.end();
    this.listing += 1;
    const { listing } = this;
    const present = readTree(await this.ami.listAstDb(FAMILY));
    // Another connection has begun meanwhile.
    if (listing !== this.listing) return;
    this.present = present;
    for (const endpoint of endpoints()) this.pending.add(endpoint);
    this.leftovers = new Set([...present.keys()].filter((endpoint) => !this.pending.has(endpoint)));
    this.leftoversGoAt = nowMs + LEFTOVER_MS;
    this.isBegun = true;
  }

  /** The connection is gone: nobody knows what became of the latest writes. */
  end(): void {
    this.isBegun = false;
    this.pending.clear();
    this.leftovers = new Set();
  }

  /** Something of that endpoint may have changed. */
  touch(endpoint: string): void {
    if (this.isBegun) this.pending.add(endpoint);
  }

  /** Now and then: a dialplan tells by farend/alive whether what it reads is kept in step. */
  tick(nowMs: number): void {
    this.alive = String(Math.floor(nowMs / 1000));
    if (nowMs < this.leftoversGoAt) return;
    for (const endpoint of this.leftovers) this.touch(endpoint);
    this.leftovers = new Set();
  }

  next(): Delivery | undefined {
    if (!this.isBegun) return undefined;
    const { alive } = this;
    this.alive = undefined;
    if (alive !== undefined) return () => this.ami.putAstDb(FAMILY, 'alive', alive);
    for (const endpoint of this.pending) {
      const delivery = this.findDifference(endpoint);
      if (delivery !== undefined) return delivery;
      this.pending.delete(endpoint);
    }
    return undefined;
  }

  /** The first key that is not as it should be; it counts as written from here on. */
  private findDifference(endpoint: string): Delivery | undefined {
    if (!mayBeKey(endpoint)) return undefined;
    const wanted: DatabaseValues = makeDatabaseValues(this.recordsOf(endpoint));
    const present = this.present.get(endpoint) ?? new Map<string, string>();
    const family = `${FAMILY}/${endpoint}`;
    for (const key of present.keys()) {
      if (Object.hasOwn(wanted, key)) continue;
      present.delete(key);
      if (present.size === 0) this.present.delete(endpoint);
      return () => this.ami.deleteAstDb(family, key);
    }
    for (const [key, value] of Object.entries(wanted)) {
      if (present.get(key) === value) continue;
      present.set(key, value);
      this.present.set(endpoint, present);
      return () => this.ami.putAstDb(family, key, value);
    }
    return undefined;
  }
}

/** Names that AMI would change on their way are not written under another name. */
function mayBeKey(endpoint: string): boolean {
  return (
    endpoint !== '' &&
    endpoint.trim() === endpoint &&
    !/\p{Cc}/u.test(endpoint) &&
    Buffer.byteLength(endpoint) <= MAX_ENDPOINT_BYTES
  );
}

/** `/farend/ENDPOINT/KEY`; an endpoint may have a slash in it. */
function readTree(rows: ReadonlyMap<string, string>): Map<string, Map<string, string>> {
  const tree = new Map<string, Map<string, string>>();
  for (const [path, value] of rows) {
    const [, endpoint, key] = /^\/farend\/(.+)\/([^/]+)$/s.exec(path) ?? [];
    if (endpoint === undefined || key === undefined) continue;
    const values = tree.get(endpoint) ?? new Map<string, string>();
    tree.set(endpoint, values.set(key, value));
  }
  return tree;
}
