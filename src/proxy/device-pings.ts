// Asks a device, by the flow that it was last reached by, whether it is still there: an OPTIONS of
// our own from that very socket. Any final answer from that address counts; it moves nothing.

import type { KeyedHash } from '../base/keyed-hash.ts';
import type { Binding } from './binding.ts';
import type { DeviceSide } from './device-side.ts';
import { formatPing } from './ping-message.ts';
import type { SocketAddress } from './proxy-options.ts';

/** A phone answers within its round trip; a lost datagram is made up for by the next. */
const SEND_AT_MS = [0, 500, 1_000] as const;
const WAIT_MS = 2_000;
/** The answer to one question serves the REGISTERs that follow at once. */
const ANSWER_KEPT_MS = 5_000;
const MAX_OPEN = 1_000;

interface OpenPing {
  readonly token: string;
  readonly remote: SocketAddress;
  readonly finish: (answered: boolean) => void;
}

export class DevicePings {
  private readonly hash: KeyedHash;
  private readonly deviceSide: DeviceSide;
  private readonly openById = new Map<string, OpenPing>();
  private readonly answers = new Map<string, Promise<boolean>>();
  /** Requests that wait for an answer, by their id. */
  private readonly held = new Set<string>();

  constructor(hash: KeyedHash, deviceSide: DeviceSide) {
    this.hash = hash;
    this.deviceSide = deviceSide;
  }

  get isFull(): boolean {
    return this.openById.size >= MAX_OPEN || this.held.size >= MAX_OPEN;
  }

  /** Notes that a request waits; false when it does already, that is, came a second time. */
  hold(requestId: string): boolean {
    if (this.held.has(requestId)) return false;
    this.held.add(requestId);
    return true;
  }

  release(requestId: string): void {
    this.held.delete(requestId);
  }

  /** True when the device answered within two seconds. */
  ask(binding: Binding): Promise<boolean> {
    const recent = this.answers.get(binding.token);
    if (recent !== undefined) return recent;
    const answer = this.send(binding);
    this.answers.set(binding.token, answer);
    setTimeout(() => this.answers.delete(binding.token), ANSWER_KEPT_MS).unref();
    return answer;
  }

  private send(binding: Binding): Promise<boolean> {
    const { local, remote } = binding.flow;
    const socket = this.deviceSide.find(local, remote.address);
    if (socket === undefined) return Promise.resolve(false);
    const { id, text } = formatPing(this.hash, binding, socket.advertise.name, '');
    return new Promise((resolve) => {
      const timers = SEND_AT_MS.map((delay) =>
        setTimeout(() => socket.udp.send(text, remote), delay),
      );
      const finish = (answered: boolean) => {
        for (const timer of timers) clearTimeout(timer);
        this.openById.delete(id);
        resolve(answered);
      };
      timers.push(setTimeout(() => finish(false), WAIT_MS));
      this.openById.set(id, { token: binding.token, remote, finish });
    });
  }

  /**
   * An answer to one of our pings came, its Via verified; from elsewhere than it was sent to: no.
   *
   * @param mayDiffer of which device another port of its address will do
   */
  onAnswer(
    id: string,
    { address, port }: SocketAddress,
    mayDiffer: (device: string) => boolean = () => false,
  ): boolean {
    const ping = this.openById.get(id);
    if (ping === undefined || ping.remote.address !== address) return false;
    if (ping.remote.port !== port && !mayDiffer(ping.token)) return false;
    ping.finish(true);
    return true;
  }
}
