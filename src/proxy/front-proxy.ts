// The front proxy: opens its two sides, loads what it remembers before it listens, and takes itself
// down in reverse.

import { parseIpAddress } from '../base/ip-address.ts';
import { KeyedHash } from '../base/keyed-hash.ts';
import { listMachineAddresses, listPrivateNetworks } from '../nat/machine-addresses.ts';
import { createNetworkSet } from '../nat/networks.ts';
import { makeReadable } from '../observation/readable-observation.ts';
import type { SipObservation } from '../observation/sip-observation.ts';
import { DialogWatch } from '../watch/dialog-watch.ts';
import { AsteriskHealth } from './asterisk-health.ts';
import { AsteriskPeers } from './asterisk-peers.ts';
import { isForgotten } from './binding.ts';
import { BindingKeeper, type BindingStore } from './binding-keeper.ts';
import { Bindings } from './bindings.ts';
import { DevicePings } from './device-pings.ts';
import { DeviceSide } from './device-side.ts';
import { DirectDialogs } from './direct-dialogs.ts';
import { DropCounts } from './drop-counts.ts';
import { Exemptions } from './exemptions.ts';
import { type Ban, Bans, type DirectiveResult } from './guard/bans.ts';
import { explainProtection } from './guard/protected-addresses.ts';
import { ProvingStore } from './guard/proving-store.ts';
import { SourceGuard } from './guard/source-guard.ts';
import { SourceLimits } from './guard/source-limits.ts';
import { SourceNotices } from './guard/source-notices.ts';
import { KeepAlive } from './keep-alive.ts';
import { LocalAnswers } from './local-answers.ts';
import { NatOutcomes } from './nat-outcomes.ts';
import type { ProxyEvents } from './proxy-events.ts';
import type { ProxyOptions, SocketAddress } from './proxy-options.ts';
import type { ProxyParts } from './proxy-parts.ts';
import { readCounts } from './read-counts.ts';
import { Reception } from './reception.ts';
import { RegisterAttempts } from './register-attempt.ts';
import { RelayCounts } from './relay-counts.ts';
import { ReplayGuard } from './replay-guard.ts';
import { BindingJournal } from './state/binding-journal.ts';
import { createSigningKey, loadSigningKey } from './state/signing-key.ts';
import { type DatagramHandler, UdpSocket } from './udp-socket.ts';

/** How often the machine's addresses are looked at, where farend listens on all of them. */
const ADDRESS_CHECK_MS = 5_000;
/** How often it is looked for what should have come, and did not. */
const UNANSWERED_CHECK_MS = 500;
/** What is on its way to Asterisk and back may still arrive. */
const DRAIN_MS = 300;

const inMemory: BindingStore = {
  record: (_, done) => done(),
  recordLazily: () => undefined,
};

export class FrontProxy {
  readonly counts = new DropCounts();
  /** Of the tags of digest responses, for who reads the same responses elsewhere: 32 hex digits. */
  readonly tagKey = createSigningKey();
  private options: ProxyOptions;
  private readonly events: ProxyEvents;
  private readonly bindings = new Bindings();
  private readonly limits = new SourceLimits(this.bindings);
  private readonly bannedSources = new Bans((address) => explainProtection(address, this.options));
  private journal: BindingJournal | undefined;
  private parts: ProxyParts | undefined;
  private reception: Reception | undefined;
  private addressTimer: NodeJS.Timeout | undefined;
  private unansweredTimer: NodeJS.Timeout | undefined;
  /** Sockets need a handler, the reception needs the sockets: it comes in last. */
  private readonly handler: DatagramHandler = {
    onDatagram: (bytes, source, socket) => this.reception?.onDatagram(bytes, source, socket),
    onSendError: (error) => this.reception?.onSendError(error),
  };
  /** Opening and closing sockets, one change after the other. */
  private adjusting: Promise<void> = Promise.resolve();

  constructor(options: ProxyOptions, events: ProxyEvents) {
    this.options = options;
    this.events = events;
  }

  get bindingCount(): number {
    return this.bindings.size;
  }

  /** What it counts since its start, one name each: docs/reference/feed.md lists them. */
  readCounts(): Record<string, number> {
    return this.parts === undefined ? {} : readCounts(this.parts);
  }

  /** Drops what comes from an address until then, milliseconds since 1970. In memory only. */
  ban(address: string, untilMs: number): DirectiveResult {
    return this.bannedSources.ban(address, untilMs, Date.now());
  }

  unban(address: string): DirectiveResult {
    return this.bannedSources.unban(address, Date.now());
  }

  bans(): Ban[] {
    return this.bannedSources.list(Date.now());
  }

  /** How often phones behind a public address are pinged, once started; undefined: as the file says. */
  setPingInterval(address: string, ms: number | undefined): DirectiveResult {
    const canonical = parseIpAddress(address);
    if (canonical === undefined) return { refusal: 'it is no IP address' };
    this.parts?.keepAlive.setInterval(canonical, ms);
    return { address: canonical };
  }

  /** Loads key and bindings, opens the sockets, asks Asterisk for its health. */
  async start(): Promise<void> {
    const key = await this.loadState();
    const parts = this.assemble(new KeyedHash(key));
    this.parts = parts;
    this.takeOptions(parts, this.options);
    try {
      await parts.asteriskSide.open();
      await parts.deviceSide.adjust(this.options.listen);
    } catch (error) {
      await this.stop();
      throw error;
    }
    parts.health.start(parts.asteriskSide);
    parts.keepAlive.start();
    this.addressTimer = setInterval(() => this.checkAddresses(), ADDRESS_CHECK_MS);
    this.unansweredTimer = setInterval(() => this.passTime(parts), UNANSWERED_CHECK_MS);
    this.events.onListening(parts.deviceSide.names(), parts.asteriskSide.name);
  }

  /**
   * Lets answers that are on their way through, writes what is left, closes everything.
   *
   * @returns false when the disk hangs: what it did not take is lost, and a file operation never ends
   */
  async stop(): Promise<boolean> {
    clearInterval(this.addressTimer);
    clearInterval(this.unansweredTimer);
    this.parts?.health.stop();
    this.parts?.keepAlive.stop();
    if (this.parts?.attempts.hasPending) await wait(DRAIN_MS);
    await this.adjusting;
    const isKept = (await this.journal?.stop()) ?? true;
    await this.parts?.deviceSide.close();
    await this.parts?.asteriskSide.close();
    return isKept;
  }

  /** Takes new options over without losing a binding; when a socket cannot be opened, nothing changes. */
  reconfigure(options: ProxyOptions): Promise<void> {
    return this.adjust(async (parts) => {
      const old = parts.asteriskSide;
      const { address, port } = options.asteriskSide;
      const fresh =
        address === old.address && port === old.port
          ? old
          : this.createSocket(options.asteriskSide);
      if (fresh !== old) await fresh.open();
      try {
        await parts.deviceSide.adjust(options.listen);
      } catch (error) {
        if (fresh !== old) await fresh.close();
        throw error;
      }
      parts.asteriskSide = fresh;
      this.takeOptions(parts, options);
      parts.health.start(fresh);
      if (fresh === old) return;
      this.bindings.forgetMappings();
      await old.close();
    });
  }

  private async loadState(): Promise<string> {
    const directory = this.options.stateDirectory;
    if (directory === undefined) return createSigningKey();
    const key = await loadSigningKey(directory);
    this.journal = new BindingJournal(directory, this.bindings, {
      onTrouble: (error) => this.events.onStateTrouble(error),
      onSkipped: (lines) => this.events.onStateSkipped(lines),
    });
    const now = Date.now();
    for (const binding of await this.journal.load()) {
      if (!isForgotten(binding, now)) this.bindings.add(binding, now);
    }
    await this.journal.start();
    return key;
  }

  private assemble(hash: KeyedHash): ProxyParts {
    const peers = new AsteriskPeers(hash);
    const deviceSide = new DeviceSide((address) => this.createSocket(address));
    const store = new ProvingStore(this.journal ?? inMemory, this.limits, Date.now);
    store.proveAll(this.bindings.all());
    const notices = new SourceNotices((notice) => this.events.onNotice(notice));
    const observe = (observation: SipObservation) =>
      this.events.onObservation(makeReadable(observation));
    const natOutcomes = new NatOutcomes();
    const parts: ProxyParts = {
      options: this.options,
      localNetworks: createNetworkSet([]),
      now: Date.now,
      hash,
      responseTags: new KeyedHash(this.tagKey),
      deviceSide,
      asteriskSide: this.createSocket(this.options.asteriskSide),
      peers,
      health: new AsteriskHealth(hash, peers, {
        onDown: ({ name, address }) => this.events.onAsteriskDown(name, address),
        onUp: ({ name, address }) => this.events.onAsteriskUp(name, address),
      }),
      bindings: this.bindings,
      keeper: new BindingKeeper(this.bindings, store),
      guard: new ReplayGuard(),
      attempts: new RegisterAttempts(observe),
      pings: new DevicePings(hash, deviceSide),
      exemptions: new Exemptions(),
      directDialogs: new DirectDialogs(),
      keepAlive: new KeepAlive({
        hash,
        deviceSide,
        bindings: this.bindings,
        natOutcomes,
        now: Date.now,
      }),
      counts: this.counts,
      relayed: new RelayCounts(),
      natOutcomes,
      sources: new SourceGuard(this.bannedSources, this.limits, notices),
      notices,
      watch: new DialogWatch({ producer: 'proxy' }, (observation) =>
        this.events.onDialog(observation),
      ),
      observe,
    };
    this.reception = new Reception(parts, new LocalAnswers(hash, this.counts, Date.now), (error) =>
      this.events.onUnexpected(error),
    );
    return parts;
  }

  /** What comes from the file and from the machine as it is now. */
  private takeOptions(parts: ProxyParts, options: ProxyOptions): void {
    this.options = options;
    parts.options = options;
    parts.peers.replace(options.asterisk, listMachineAddresses());
    parts.exemptions.configure(options.exempt);
    parts.sources.unlimited = [options.trunks, options.trustedProxies];
    parts.localNetworks = createNetworkSet([...options.localNetworks, ...listPrivateNetworks()]);
    parts.keepAlive.configure(options.keepAlive, parts.localNetworks);
  }

  private passTime({ attempts, watch, now }: ProxyParts): void {
    attempts.forgetOld(now());
    watch.passTime(now());
  }

  private createSocket(address: SocketAddress): UdpSocket {
    return new UdpSocket(address, this.handler);
  }

  private checkAddresses(): void {
    this.adjust(async (parts) => {
      this.takeOptions(parts, this.options);
      const { opened, closed } = await parts.deviceSide.adjust(this.options.listen, (error) =>
        this.events.onUnexpected(error),
      );
      if (opened.length + closed.length > 0) this.events.onAddressesChanged(opened, closed);
    }).catch((error: unknown) => this.events.onUnexpected(error));
  }

  private adjust(change: (parts: ProxyParts) => Promise<void>): Promise<void> {
    const { parts } = this;
    if (parts === undefined) return Promise.resolve();
    const result = this.adjusting.then(() => change(parts));
    this.adjusting = result.catch(() => undefined);
    return result;
  }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
