// All devices, and the keys under which wire and Asterisk know them: id, token, AOR, and the Call-ID
// and nonce of the latest REGISTER.

import { RecentMap } from '../base/recent-map.ts';
import type { Device } from './device.ts';

/** Nonces are kept of exchanges that went wrong only. */
const MAX_NONCES = 8_192;

export class DeviceTable {
  private readonly byId = new Map<string, Device>();
  private readonly byToken = new Map<string, Device>();
  private readonly byAor = new Map<string, Device[]>();
  private readonly byCallId = new Map<string, Device>();
  private readonly byNonce = new RecentMap<string, Device>(MAX_NONCES);

  get size(): number {
    return this.byId.size;
  }

  all(): Iterable<Device> {
    return this.byId.values();
  }

  has(device: Device): boolean {
    return this.byId.get(device.id) === device;
  }

  find(id: string): Device | undefined {
    return this.byId.get(id);
  }

  findByToken(token: string): Device | undefined {
    return this.byToken.get(token);
  }

  ofAor(aor: string): readonly Device[] {
    return this.byAor.get(aor) ?? [];
  }

  findByCallId(callId: string): Device | undefined {
    return this.byCallId.get(callId);
  }

  findByNonce(nonce: string): Device | undefined {
    return this.byNonce.get(nonce);
  }

  add(device: Device): void {
    this.byId.set(device.id, device);
    if (device.token !== '') this.byToken.set(device.token, device);
    const others = this.byAor.get(device.aor);
    if (others === undefined) this.byAor.set(device.aor, [device]);
    else others.push(device);
  }

  remove(device: Device): void {
    this.byId.delete(device.id);
    if (this.byToken.get(device.token) === device) this.byToken.delete(device.token);
    this.forgetCallId(device);
    const others = this.ofAor(device.aor).filter((other) => other !== device);
    if (others.length === 0) this.byAor.delete(device.aor);
    else this.byAor.set(device.aor, others);
  }

  /** The Call-ID of its latest REGISTER leads to it, and no earlier one. Devices outside, too. */
  noteCallId(device: Device, callId: string): void {
    if (device.series.callId !== callId) this.forgetCallId(device);
    this.byCallId.set(callId, device);
  }

  forgetCallId(device: Device): void {
    const { callId } = device.series;
    if (this.byCallId.get(callId) === device) this.byCallId.delete(callId);
  }

  noteNonce(device: Device, nonce: string): void {
    this.byNonce.set(nonce, device);
  }
}
