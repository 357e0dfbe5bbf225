// What one receiver is told unasked, and has not been sent yet: one FarendNatChange for each device at
// most, from what was told last to what is now, and the latest FarendAlive.

import type { NatClass, Verdict } from '../../correlation/device-record.ts';
import type { Delivery, DeliverySource } from './pacer.ts';
import type { EventHeaders, UserEvent } from './sender.ts';

export interface NatChange {
  readonly recordId: string;
  readonly endpoint: string;
  /** Its place among the devices of the endpoint: `1/2`. */
  readonly device: string;
  readonly asterisk: string;
  readonly oldVerdict: Verdict;
  readonly verdict: Verdict;
  /** '' before the device was there, and after it. */
  readonly oldNat: NatClass | '';
  readonly nat: NatClass | '';
}

/** More devices do not wait: the oldest change gives way, and is counted. */
const MAX_WAITING = 20_000;

export class Announcements implements DeliverySource {
  private readonly send: (event: UserEvent) => Promise<void>;
  private readonly changes = new Map<string, NatChange>();
  private alive: EventHeaders | undefined;
  private lostChanges = 0;

  constructor(send: (event: UserEvent) => Promise<void>) {
    this.send = send;
  }

  /** Changes that this receiver was never told. */
  get lost(): number {
    return this.lostChanges;
  }

  addChange(change: NatChange): void {
    const { recordId } = change;
    const waiting = this.changes.get(recordId);
    const { oldVerdict, oldNat } = waiting ?? change;
    const merged = { ...change, oldVerdict, oldNat };
    if (isNoChange(merged)) {
      this.changes.delete(recordId);
      return;
    }
    this.changes.set(recordId, merged);
    if (this.changes.size > MAX_WAITING) this.loseOldest();
  }

  addAlive(headers: EventHeaders): void {
    this.alive = headers;
  }

  /** Nobody is there to hear it. */
  clear(): void {
    this.lostChanges += this.changes.size;
    this.changes.clear();
    this.alive = undefined;
  }

  next(): Delivery | undefined {
    const event = this.takeAlive() ?? this.takeChange();
    return event && (() => this.send(event));
  }

  private takeAlive(): UserEvent | undefined {
    const headers = this.alive;
    this.alive = undefined;
    return headers && { name: 'FarendAlive', headers };
  }

  private takeChange(): UserEvent | undefined {
    const [first] = this.changes.values();
    if (first === undefined) return undefined;
    this.changes.delete(first.recordId);
    return {
      name: 'FarendNatChange',
      headers: {
        Endpoint: first.endpoint,
        Device: first.device,
        Asterisk: first.asterisk,
        OldVerdict: first.oldVerdict,
        Verdict: first.verdict,
        OldNat: first.oldNat,
        Nat: first.nat,
      },
    };
  }

  private loseOldest(): void {
    const [oldest] = this.changes.keys();
    if (oldest !== undefined) this.changes.delete(oldest);
    this.lostChanges += 1;
  }
}

export function isNoChange({ oldVerdict, verdict, oldNat, nat }: NatChange): boolean {
  return oldVerdict === verdict && oldNat === nat;
}
