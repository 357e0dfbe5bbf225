// Keeps the bindings of routers open: each live device behind NAT gets a datagram in every interval,
// from the socket of its flow. Pings are spread evenly: a wheel of slots, a tenth of a second each,
// holds the devices by when they are due, so nothing else is looked at. A ping moves nothing and
// counts as no registration; its answer says only that the device is there.

import type { KeyedHash } from '../base/keyed-hash.ts';
import { createNetworkSet, type NetworkSet } from '../nat/networks.ts';
import { type Binding, isLive } from './binding.ts';
import type { Bindings } from './bindings.ts';
import { type DeviceSide, sentByFor } from './device-side.ts';
import { isSameAddress } from './flow.ts';
import type { NatOutcomes } from './nat-outcomes.ts';
import { formatPing } from './ping-message.ts';
import type { ProxyOptions, SocketAddress } from './proxy-options.ts';
import type { ViaToken } from './via-token.ts';

const SLOT_MS = 100;
const SHORTEST_MS = 5_000;
const LONGEST_MS = 240_000;
/** One more than the longest interval takes, so that no two rounds meet in a slot. */
const SLOTS = LONGEST_MS / SLOT_MS + 1;
/** Public addresses with an interval of their own; the one that was set first goes first. */
const MAX_INTERVALS = 10_000;
const DOUBLE_CRLF = '\r\n\r\n';

export interface KeepAliveParts {
  readonly hash: KeyedHash;
  readonly deviceSide: DeviceSide;
  readonly bindings: Bindings;
  readonly natOutcomes: NatOutcomes;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export class KeepAlive {
  /** Pings since the start. */
  sent = 0;
  private readonly parts: KeepAliveParts;
  private options: ProxyOptions['keepAlive'] = { method: 'none', intervalMs: SHORTEST_MS };
  private localNetworks: NetworkSet = createNetworkSet([]);
  private readonly slots: Binding[][] = Array.from({ length: SLOTS }, () => []);
  /** Counts the slots that have passed: a clock that is set back stops no ping. */
  private slot = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly intervals = new Map<string, number>();

  constructor(parts: KeepAliveParts) {
    this.parts = parts;
  }

  /** What holds from now on; where pings begin by that, each device gets its first within an interval. */
  configure(options: ProxyOptions['keepAlive'], localNetworks: NetworkSet): void {
    const isNew = this.options.method === 'none' && options.method !== 'none';
    this.options = options;
    this.localNetworks = localNetworks;
    if (!isNew) return;
    for (const binding of this.parts.bindings.all()) {
      if (this.mayWatch(binding)) this.schedule(binding, this.untilTurn(binding));
    }
  }

  start(): void {
    this.timer = setInterval(() => this.turn(), SLOT_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** A device has just registered: it is pinged from now on, if it needs that. */
  watch(binding: Binding): void {
    if (this.mayWatch(binding)) this.schedule(binding, this.untilNext(binding));
  }

  /**
   * How often devices at a public address are pinged, 5 s to 240 s; undefined: as often as others. It
   * holds from each device's next ping on.
   */
  setInterval(address: string, intervalMs: number | undefined): void {
    this.intervals.delete(address);
    if (intervalMs === undefined) return;
    this.intervals.set(address, Math.min(Math.max(intervalMs, SHORTEST_MS), LONGEST_MS));
    const [oldest] = this.intervals.keys();
    if (this.intervals.size > MAX_INTERVALS && oldest !== undefined) this.intervals.delete(oldest);
  }

  /** A final answer came, its Via verified; false when it came from elsewhere than it was asked. */
  onAnswer({ device, remote }: ViaToken, source: SocketAddress): boolean {
    if (!isSameAddress(remote, source)) return false;
    const binding = this.parts.bindings.find(device);
    // The device may have moved since: then this says nothing about where it is now.
    if (binding !== undefined && isSameAddress(binding.flow.remote, source))
      binding.heardAt = this.parts.now();
    return true;
  }

  /** True when the device answered within its last interval: it need not be asked. */
  wasHeard({ heardAt, flow }: Binding, nowMs: number): boolean {
    return heardAt !== undefined && nowMs - heardAt <= this.intervalOf(flow.remote.address);
  }

  private mayWatch({ behindNat, isWatched }: Binding): boolean {
    return behindNat && !isWatched && this.options.method !== 'none';
  }

  private intervalOf(address: string): number {
    return this.intervals.get(address) ?? this.options.intervalMs;
  }

  private schedule(binding: Binding, delay: number): void {
    binding.isWatched = true;
    this.slots[(this.slot + delay) % SLOTS]?.push(binding);
  }

  /** Slots until the device's own place in the interval comes, which its token decides. */
  private untilTurn({ token, flow }: Binding): number {
    const interval = this.slotsOf(flow.remote.address);
    const place = Number.parseInt(token.slice(-8), 16) % interval;
    return interval - ((this.slot - place + interval) % interval);
  }

  /** The same, or half an interval later when that would be within half of one. */
  private untilNext(binding: Binding): number {
    const half = Math.floor(this.slotsOf(binding.flow.remote.address) / 2);
    const delay = this.untilTurn(binding);
    return delay < half ? delay + half : delay;
  }

  private slotsOf(address: string): number {
    return Math.round(this.intervalOf(address) / SLOT_MS);
  }

  private turn(): void {
    this.slot += 1;
    const index = this.slot % SLOTS;
    const due = this.slots[index] ?? [];
    this.slots[index] = [];
    const now = this.parts.now();
    for (const binding of due) {
      if (this.isWanted(binding, now)) {
        this.ping(binding);
        this.schedule(binding, this.untilNext(binding));
      } else binding.isWatched = false;
    }
  }

  /** A device that registers again after this has said no is watched anew. */
  private isWanted(binding: Binding, nowMs: number): boolean {
    return (
      this.options.method !== 'none' &&
      binding.behindNat &&
      isLive(binding, nowMs) &&
      this.parts.bindings.find(binding.token) === binding
    );
  }

  private ping(binding: Binding): void {
    const { hash, deviceSide, natOutcomes } = this.parts;
    const { local, remote } = binding.flow;
    const socket = deviceSide.find(local, remote.address);
    if (socket === undefined) return;
    this.sent += 1;
    if (this.options.method === 'crlf') {
      socket.udp.send(DOUBLE_CRLF, remote);
      return;
    }
    natOutcomes.noteAsked(binding);
    const sentBy = sentByFor(socket, remote.address, this.localNetworks);
    socket.udp.send(formatPing(hash, binding, sentBy, binding.token).text, remote);
  }
}
