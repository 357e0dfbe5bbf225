// The proxy's real reception and steps between sockets that only write down what they are to send.
// Key and clock stand still, so the same datagrams give the same bytes in every run.

import type { RemoteInfo } from 'node:dgram';
import { KeyedHash } from '../../src/base/keyed-hash.ts';
import { createNetworkSet } from '../../src/nat/networks.ts';
import type { DialogObservation } from '../../src/observation/dialog-observation.ts';
import type { ProxyNotice } from '../../src/observation/proxy-notice.ts';
import { makeReadable } from '../../src/observation/readable-observation.ts';
import type { SipObservation } from '../../src/observation/sip-observation.ts';
import { AsteriskHealth } from '../../src/proxy/asterisk-health.ts';
import { AsteriskPeers } from '../../src/proxy/asterisk-peers.ts';
import { BindingKeeper, type BindingStore } from '../../src/proxy/binding-keeper.ts';
import { Bindings } from '../../src/proxy/bindings.ts';
import { DevicePings } from '../../src/proxy/device-pings.ts';
import { DeviceSide } from '../../src/proxy/device-side.ts';
import { DirectDialogs } from '../../src/proxy/direct-dialogs.ts';
import { DropCounts } from '../../src/proxy/drop-counts.ts';
import { Exemptions } from '../../src/proxy/exemptions.ts';
import { Bans } from '../../src/proxy/guard/bans.ts';
import { ProvingStore } from '../../src/proxy/guard/proving-store.ts';
import { SourceGuard } from '../../src/proxy/guard/source-guard.ts';
import { SourceLimits } from '../../src/proxy/guard/source-limits.ts';
import { SourceNotices } from '../../src/proxy/guard/source-notices.ts';
import { KeepAlive } from '../../src/proxy/keep-alive.ts';
import { LocalAnswers } from '../../src/proxy/local-answers.ts';
import { NatOutcomes } from '../../src/proxy/nat-outcomes.ts';
import type { ProxyOptions, SocketAddress } from '../../src/proxy/proxy-options.ts';
import type { ProxyParts } from '../../src/proxy/proxy-parts.ts';
import { Reception } from '../../src/proxy/reception.ts';
import { RegisterAttempts } from '../../src/proxy/register-attempt.ts';
import { RelayCounts } from '../../src/proxy/relay-counts.ts';
import { ReplayGuard } from '../../src/proxy/replay-guard.ts';
import { DialogWatch } from '../../src/watch/dialog-watch.ts';
import { RecordedSocket, type SentDatagram } from '../unit/proxy/make-binding.ts';

const SIGNING_KEY = '00'.repeat(32);
/** Sat, 21 Nov 2026 07:00:00 GMT. */
const START_MS = 1_795_244_400_000;

/** Where phones write to: the proxy of RFC 3581 §6, on both of its ports, and on IPv6. */
const phoneSocket = '192.0.2.2:5060';
const listen = [
  { address: '192.0.2.2', port: 5060 },
  { address: '192.0.2.2', port: 5070 },
  { address: '2001:db8::2', port: 5060 },
];
const asteriskSide = { address: '198.51.100.10', port: 5062 };
export const asterisk = { address: '198.51.100.20', port: 5060 };
/** The usual phone: what the router made of 192.168.1.50:5060. */
export const phone = { address: '203.0.113.5', port: 40112 };

export class RecordedProxy {
  readonly sent: SentDatagram[] = [];
  readonly observations: SipObservation[] = [];
  readonly dialogs: DialogObservation[] = [];
  readonly notices: ProxyNotice[] = [];
  readonly errors: unknown[] = [];
  readonly bans = new Bans(() => undefined);
  readonly parts: ProxyParts;
  private readonly reception: Reception;
  private nowMs = START_MS;

  /**
   * @param store where bindings are kept; in memory, and at once, without one
   * @param options in place of the usual ones
   */
  constructor(
    store: BindingStore = { record: (_, done) => done(), recordLazily: () => undefined },
    options: Partial<ProxyOptions> = {},
  ) {
    const hash = new KeyedHash(SIGNING_KEY);
    const now = () => this.nowMs;
    const peers = new AsteriskPeers(hash);
    const bindings = new Bindings();
    const counts = new DropCounts();
    const natOutcomes = new NatOutcomes();
    const limits = new SourceLimits(bindings);
    const notices = new SourceNotices((notice) => this.notices.push(notice));
    const observe = (observation: SipObservation) =>
      this.observations.push(makeReadable(observation));
    const deviceSide = new DeviceSide((address) => new RecordedSocket(address, this.sent));
    this.parts = {
      options: makeOptions(options),
      localNetworks: createNetworkSet(options.localNetworks ?? []),
      now,
      hash,
      deviceSide,
      asteriskSide: new RecordedSocket(asteriskSide, this.sent),
      peers,
      health: new AsteriskHealth(hash, peers, { onDown: () => undefined, onUp: () => undefined }),
      bindings,
      keeper: new BindingKeeper(bindings, new ProvingStore(store, limits, now)),
      responseTags: new KeyedHash('0'.repeat(32)),
      guard: new ReplayGuard(),
      attempts: new RegisterAttempts(observe),
      pings: new DevicePings(hash, deviceSide),
      exemptions: new Exemptions(),
      directDialogs: new DirectDialogs(),
      keepAlive: new KeepAlive({ hash, deviceSide, bindings, natOutcomes, now }),
      counts,
      relayed: new RelayCounts(),
      natOutcomes,
      sources: new SourceGuard(this.bans, limits, notices),
      notices,
      watch: new DialogWatch({ producer: 'proxy' }, (observation) =>
        this.dialogs.push(observation),
      ),
      observe,
    };
    this.parts.exemptions.configure(options.exempt ?? []);
    const { trunks, trustedProxies } = this.parts.options;
    this.parts.sources.unlimited = [trunks, trustedProxies];
    this.reception = new Reception(this.parts, new LocalAnswers(hash, counts, now), (error) =>
      this.errors.push(error),
    );
  }

  /** Opens the recorded sockets. */
  async open(): Promise<this> {
    this.parts.peers.replace([asterisk], []);
    await this.parts.deviceSide.adjust(listen);
    return this;
  }

  get now(): number {
    return this.nowMs;
  }

  pass(milliseconds: number): void {
    this.nowMs += milliseconds;
  }

  /** A datagram comes from a phone; returns what was sent because of it at once. */
  fromPhone(
    bytes: Buffer | string,
    source: SocketAddress = phone,
    socketName = phoneSocket,
  ): SentDatagram[] {
    const socket = this.parts.deviceSide.find(socketName, source.address);
    if (socket === undefined) throw new Error(`no socket ${socketName}`);
    return this.receive(bytes, source, socket.udp);
  }

  /** A datagram comes to the side where Asterisk is. */
  fromAsterisk(bytes: Buffer | string, source: SocketAddress = asterisk): SentDatagram[] {
    return this.receive(bytes, source, this.parts.asteriskSide);
  }

  /** What was sent since the last datagram came, also once what was held has gone on. */
  async settle(): Promise<SentDatagram[]> {
    await new Promise((resolve) => setImmediate(resolve));
    return [...this.sent];
  }

  private receive(
    bytes: Buffer | string,
    { address, port }: SocketAddress,
    socket: ProxyParts['asteriskSide'],
  ): SentDatagram[] {
    const buffer = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
    const family = address.includes(':') ? 'IPv6' : 'IPv4';
    const source: RemoteInfo = { address, port, family, size: buffer.length };
    this.sent.length = 0;
    this.reception.onDatagram(buffer, source, socket);
    return [...this.sent];
  }
}

function makeOptions(options: Partial<ProxyOptions>): ProxyOptions {
  return {
    listen,
    asteriskSide,
    asterisk: [asterisk],
    localNetworks: [],
    trustedProxies: createNetworkSet([]),
    trunks: createNetworkSet([]),
    registration: 'contact',
    forceRport: 'always',
    exempt: [],
    keepAlive: { method: 'options', intervalMs: 25_000 },
    mediaAddress: '203.0.113.10',
    mediaFrom: createNetworkSet([asterisk.address]),
    stateDirectory: undefined,
    ...options,
  };
}
