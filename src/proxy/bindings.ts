// All bindings, by token and by address-of-record. They are kept by the user part alone, as Asterisk
// keeps its AORs, so that a host of one's own makes no room of one's own.

import { copyText } from '../base/copy-text.ts';
import { type Binding, isForgotten } from './binding.ts';

/** Devices kept for one user, live and dead; the one that came first goes first. */
const MAX_PER_USER = 100;
const MAX_DEAD_PER_USER = 20;
/** Old bindings that are looked at for each new one: accounts that never come back end here. */
const SWEPT_PER_ADD = 2;

const nobody: readonly Binding[] = [];

export class Bindings {
  private readonly byToken = new Map<string, Binding>();
  /** As a rule a user has one device: that one stands for itself, without a list. */
  private readonly byUser = new Map<string, Binding | Binding[]>();

  get size(): number {
    return this.byToken.size;
  }

  find(token: string): Binding | undefined {
    return this.byToken.get(token);
  }

  /** The devices of an address-of-record, live and dead, the latest first. */
  ofAor(aor: string): readonly Binding[] {
    const devices = this.ofUser(aor);
    return devices.every((device) => device.aor === aor)
      ? devices
      : devices.filter((device) => device.aor === aor);
  }

  /** Those of every address-of-record that has the same user. */
  ofUser(aor: string): readonly Binding[] {
    const devices = this.byUser.get(readUser(aor));
    if (devices === undefined) return nobody;
    return Array.isArray(devices) ? devices : [devices];
  }

  all(): IterableIterator<Binding> {
    return this.byToken.values();
  }

  /** Adds a binding whose token is not there yet; makes room among the dead of its user. */
  add(binding: Binding, nowMs: number): void {
    this.sweep(nowMs);
    this.byToken.set(binding.token, binding);
    const others = this.ofUser(binding.aor);
    const devices = [binding, ...others];
    this.byUser.set(copyText(readUser(binding.aor)), others.length === 0 ? binding : devices);
    for (const device of devices.slice(MAX_PER_USER)) this.remove(device);
    const dead = devices.filter((device) => device.expiresAt <= nowMs);
    for (const [rank, device] of dead.entries()) {
      if (rank >= MAX_DEAD_PER_USER || isForgotten(device, nowMs)) this.remove(device);
    }
  }

  /** What Contacts were made into is no longer right: our own address changed. */
  forgetMappings(): void {
    for (const binding of this.byToken.values()) binding.lastMapping = undefined;
  }

  /** Those at the front are looked at next; what stays goes to the end. */
  private sweep(nowMs: number): void {
    let swept = 0;
    for (const binding of this.byToken.values()) {
      if (swept === SWEPT_PER_ADD) return;
      swept += 1;
      if (isForgotten(binding, nowMs)) this.remove(binding);
      else {
        this.byToken.delete(binding.token);
        this.byToken.set(binding.token, binding);
      }
    }
  }

  private remove(binding: Binding): void {
    this.byToken.delete(binding.token);
    const user = readUser(binding.aor);
    const others = this.ofUser(binding.aor).filter((device) => device !== binding);
    const [first] = others;
    if (first === undefined) this.byUser.delete(user);
    else this.byUser.set(user, others.length === 1 ? first : others);
  }
}

function readUser(aor: string): string {
  const at = aor.indexOf('@');
  return at < 0 ? aor : aor.slice(0, at);
}
