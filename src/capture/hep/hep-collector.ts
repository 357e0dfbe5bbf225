// Listens for HEP agents (Asterisk's res_hep, the tracer of Kamailio or OpenSIPS) and makes observations
// of the REGISTERs that they mirror. HEP over UDP proves nothing: packets of other sources than `from`
// are dropped, and nothing that bans or moves a phone may rest on what is left.

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { AppError } from '../../base/app-error.ts';
import { formatAddressPort, isIpv6, parseIpAddress } from '../../base/ip-address.ts';
import type { NetworkSet } from '../../nat/networks.ts';
import type { DialogObservation } from '../../observation/dialog-observation.ts';
import type { SipObservation } from '../../observation/sip-observation.ts';
import type { CapturedAddress } from '../captured-message.ts';
import { MessageFollower } from '../message-follower.ts';
import { type HepPacket, parseHepPacket, SIP_PAYLOAD, UDP_PROTOCOL } from './hep-packet.ts';
import { type HepDropReason, HepProblems } from './hep-problems.ts';

interface HepCollectorOptions {
  readonly listen: CapturedAddress;
  /** Whose packets are taken. */
  readonly from: NetworkSet;
  /** Where the Asterisks are: what they register themselves is none of a phone's. */
  readonly asterisks: readonly CapturedAddress[];
  /** Directly reachable: private addresses there prove no NAT. */
  readonly localNetworks: NetworkSet;
  /** Proxies whose Vias say where a phone is, when nobody mirrors what phones send to them. */
  readonly trustedProxies: NetworkSet;
  /** Providers: what they send is no phone's. */
  readonly trunks?: NetworkSet;
  /** Milliseconds since 1970; default: the machine's clock. */
  readonly now?: () => number;
}

interface HepHandlers {
  readonly onObservation: (observation: SipObservation) => void;
  readonly onDialog: (observation: DialogObservation) => void;
  /** A sentence for the operator, with the next step. */
  readonly onProblem: (sentence: string) => void;
}

export interface HepCounts {
  /** Datagrams that came. */
  readonly packets: number;
  readonly observations: number;
  /** Datagrams that led to nothing, by the reason; those with the count 0 are left out. */
  readonly drops: Readonly<Partial<Record<HepDropReason, number>>>;
}

/** What the kernel may queue while the process is busy; it grants what its own limit allows. */
const BUFFER_BYTES = 4 * 1024 * 1024;
const PASS_TIME_EVERY_MS = 500;
/** An agent's clock is believed as far as that; past it the packet is of now. */
const CLOCK_DIFFERENCE_MS = 5_000;

export class HepCollector {
  private readonly options: HepCollectorOptions;
  private readonly handlers: HepHandlers;
  private readonly now: () => number;
  private readonly follower: MessageFollower;
  private readonly problems: HepProblems;
  private readonly drops: Partial<Record<HepDropReason, number>> = {};
  private packets = 0;
  private observations = 0;
  private socket: Socket | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: HepCollectorOptions, handlers: HepHandlers) {
    this.options = options;
    this.handlers = handlers;
    this.now = options.now ?? Date.now;
    this.problems = new HepProblems(handlers.onProblem);
    this.follower = new MessageFollower(
      { ...options, producer: 'hep' },
      {
        onObservation: (observation) => this.observe(observation),
        onDialog: handlers.onDialog,
        onLeftOut: (why) => this.drop(why),
      },
    );
  }

  get counts(): HepCounts {
    return { packets: this.packets, observations: this.observations, drops: { ...this.drops } };
  }

  /** The port that it listens on; 0 before it does. */
  get port(): number {
    return this.socket?.address().port ?? 0;
  }

  /** Opens the socket; rejects with SOCKET_UNAVAILABLE. */
  async start(): Promise<void> {
    const { listen } = this.options;
    const family = isIpv6(listen.address) ? 'udp6' : 'udp4';
    const socket = createSocket({
      type: family,
      ipv6Only: family === 'udp6',
      recvBufferSize: BUFFER_BYTES,
    });
    await bind(socket, listen);
    socket.on('message', (bytes, remote) => this.onDatagram(bytes, remote));
    socket.on('error', (error) =>
      this.handlers.onProblem(`the socket for HEP fails: ${error.message}`),
    );
    this.socket = socket;
    this.timer = setInterval(() => this.follower.passTime(this.now()), PASS_TIME_EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    const { socket } = this;
    this.socket = undefined;
    if (socket !== undefined) await new Promise<void>((resolve) => socket.close(() => resolve()));
  }

  private onDatagram(bytes: Buffer, remote: RemoteInfo): void {
    this.packets += 1;
    const sender = parseIpAddress(remote.address) ?? remote.address;
    if (!this.options.from.has(sender)) {
      this.drop('foreign-source', sender);
      return;
    }
    const packet = parseHepPacket(bytes);
    if (typeof packet === 'string') this.drop(packet, sender);
    else if (packet.payloadType !== SIP_PAYLOAD) this.drop('other-payload');
    else if (packet.ipProtocol !== UDP_PROTOCOL) this.drop('other-transport', sender);
    else this.take(packet, `${formatAddressPort(sender, remote.port)} ${packet.agentId}`);
  }

  private take(packet: HepPacket, agent: string): void {
    const { sourceAddress, sourcePort, destinationAddress, destinationPort } = packet;
    this.follower.take({
      time: this.readTime(packet),
      source: { address: sourceAddress, port: sourcePort },
      destination: { address: destinationAddress, port: destinationPort },
      agent,
      bytes: packet.payload,
    });
  }

  /** Expiry and everything else runs by the clock of this machine. */
  private readTime({ time }: HepPacket): number {
    const now = this.now();
    return Math.abs(now - time) <= CLOCK_DIFFERENCE_MS ? Math.min(time, now) : now;
  }

  private observe(observation: SipObservation): void {
    this.observations += 1;
    this.handlers.onObservation(observation);
  }

  private drop(reason: HepDropReason, sender?: string): void {
    this.drops[reason] = (this.drops[reason] ?? 0) + 1;
    if (sender !== undefined) this.problems.note(reason, sender);
  }
}

function bind(socket: Socket, { address, port }: CapturedAddress): Promise<void> {
  const name = formatAddressPort(address, port);
  return new Promise((resolve, reject) => {
    socket.once('error', (cause) => {
      socket.close();
      const sentence = `udp://${name} for HEP cannot be opened: another program may have it, or no interface has that address; change hep.listen`;
      reject(new AppError('SOCKET_UNAVAILABLE', sentence, { cause }));
    });
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      resolve();
    });
  });
}
