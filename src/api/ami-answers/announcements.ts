// What one receiver is told unasked, and has not been sent yet: one FarendNatChange for each device at
// most, from what was told last to what is now, and the latest FarendAlive. Changes wait for a receiver
// that is away, and for what its Asterisk says after that: most of them end where they began.

import { isAppError } from '../../base/app-error.ts';
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
/** By then an Asterisk that is back has said what it has, or will not. */
const HELD_MS = 30_000;

export class Announcements implements DeliverySource {
  private readonly send: (event: UserEvent) => Promise<void>;
  private readonly changes = new Map<string, NatChange>();
  private readonly now: () => number;
  private alive: EventHeaders | undefined;
  private heldSince: number | undefined;
  private lostChanges = 0;

  /** @param now milliseconds, from whenever */
  constructor(send: (event: UserEvent) => Promise<void>, now: () => number) {
    this.send = send;
    this.now = now;
  }

  /** Changes that this receiver was never told. */
  get lost(): number {
    return this.lostChanges;
  }

  addChange(change: NatChange): void {
    const { oldVerdict, oldNat } = this.changes.get(change.recordId) ?? change;
    this.keep({ ...change, oldVerdict, oldNat });
  }

  addAlive(headers: EventHeaders): void {
    this.alive = headers;
  }

  /** The changes wait until `release`, for half a minute at most. */
  hold(): void {
    this.alive = undefined;
    this.heldSince = this.now();
  }

  release(): void {
    this.heldSince = undefined;
  }

  /** Nobody is there, nor will hear of it later. */
  clear(): void {
    this.lostChanges += this.changes.size;
    this.changes.clear();
    this.alive = undefined;
  }

  next(): Delivery | undefined {
    const alive = this.takeAlive();
    if (alive !== undefined) return () => this.send(alive);
    const change = this.isHeld ? undefined : this.takeChange();
    return change && (() => this.sendChange(change));
  }

  private get isHeld(): boolean {
    // A clock that was set back holds nobody up for longer.
    return this.heldSince !== undefined && Math.abs(this.now() - this.heldSince) < HELD_MS;
  }

  private keep(change: NatChange): void {
    const { recordId } = change;
    if (isNoChange(change)) {
      this.changes.delete(recordId);
      return;
    }
    this.changes.set(recordId, change);
    if (this.changes.size > MAX_WAITING) this.loseOldest();
  }

  private takeAlive(): UserEvent | undefined {
    const headers = this.alive;
    this.alive = undefined;
    return headers && { name: 'FarendAlive', headers };
  }

  private takeChange(): NatChange | undefined {
    const [first] = this.changes.values();
    if (first !== undefined) this.changes.delete(first.recordId);
    return first;
  }

  /** What is lost with the connection is told again, from where it began. */
  private async sendChange(change: NatChange): Promise<void> {
    try {
      await this.send(formatChange(change));
    } catch (error) {
      const isCut = isAppError(error, 'AMI_UNREACHABLE') || isAppError(error, 'ARI_UNREACHABLE');
      if (isCut) {
        const { oldVerdict, oldNat } = change;
        this.keep({ ...(this.changes.get(change.recordId) ?? change), oldVerdict, oldNat });
        this.hold();
      }
      throw error;
    }
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

function formatChange(change: NatChange): UserEvent {
  return {
    name: 'FarendNatChange',
    headers: {
      Endpoint: change.endpoint,
      Device: change.device,
      Asterisk: change.asterisk,
      OldVerdict: change.oldVerdict,
      Verdict: change.verdict,
      OldNat: change.oldNat,
      Nat: change.nat,
    },
  };
}
