// The companion: what is heard from the proxy, over HEP and from each Asterisk goes to the directory
// of devices; its changes, and answers from it, go to whoever is to know.

import type { Logger } from 'pino';
import { AmiAnswers } from '../api/ami-answers/ami-answers.ts';
import type { CompanionHealth } from '../api/companion-view.ts';
import { ApiServer } from '../api/http/api-server.ts';
import { FarendMetrics } from '../api/http/metrics/farend-metrics.ts';
import type { AsteriskEvent } from '../asterisk/asterisk-event.ts';
import { EventLoopLag } from '../base/event-loop-lag.ts';
import type { FarendConfig } from '../config/farend-config.ts';
import type { DeviceRecord, RecordChange } from '../correlation/device-record.ts';
import type { RecordStore } from '../correlation/state/record-store.ts';
import type { FeedPosition } from '../feed/feed-client.ts';
import type { DialogObservation } from '../observation/dialog-observation.ts';
import type { ProxyNotice } from '../observation/proxy-notice.ts';
import type { SipObservation } from '../observation/sip-observation.ts';
import { AlertDesk } from './alert-desk.ts';
import { AsteriskLinks } from './asterisk-links.ts';
import { type BanService, createBanService } from './ban-service.ts';
import { DeviceDirectory } from './device-directory.ts';
import { HepLink } from './hep-link.ts';
import { listFarendAddresses } from './list-farend-addresses.ts';
import { logSilences } from './log-silences.ts';
import { nameSipAddresses } from './name-sip-addresses.ts';
import { Opening } from './opening.ts';
import { CompanionPolicy } from './policy/companion-policy.ts';
import { ProxyLink, type ProxyListener } from './proxy-link.ts';
import { RecordLog } from './record-log.ts';
import { Requalifier } from './requalifier.ts';
import { apiPath } from './socket-paths.ts';
import { readVersion } from './version.ts';

/** A registration that runs out has a second of grace, and is told within two. */
const TICK_MS = 500;
const version = readVersion();

export class Companion implements ProxyListener {
  private readonly config: FarendConfig;
  private readonly store: RecordStore;
  private readonly log: Logger;
  private readonly recordLog: RecordLog;
  private readonly alerts: AlertDesk;
  private readonly directory: DeviceDirectory;
  private readonly metrics: FarendMetrics;
  private readonly bans: BanService;
  private readonly proxy: ProxyLink;
  private readonly hep: HepLink | undefined;
  private readonly asterisks: AsteriskLinks;
  private readonly policy: CompanionPolicy;
  private readonly requalifier: Requalifier;
  private readonly answers: AmiAnswers;
  private readonly api: Opening;
  private readonly lag = new EventLoopLag();
  private startedAt = 0;
  private keptPosition: FeedPosition | undefined;
  private ticker: NodeJS.Timeout | undefined;

  constructor(config: FarendConfig, store: RecordStore, log: Logger) {
    this.config = config;
    this.store = store;
    this.log = log;
    this.recordLog = new RecordLog(log);
    this.alerts = new AlertDesk({
      config,
      log,
      proxy: () => this.expectedProxy,
      announce: (change) => this.answers.onAlertChange(change),
    });
    this.directory = this.createDirectory();
    this.metrics = this.createMetrics();
    this.bans = createBanService(config, (question) => this.proxy.direct(question), log);
    this.proxy = new ProxyLink(config.run, store.feedPosition, this, log);
    this.hep = config.hep && new HepLink(config.hep, config.proxy, this, log);
    this.asterisks = this.createAsteriskLinks();
    this.policy = new CompanionPolicy(config, {
      log,
      isBehindNat: (asterisk, endpoint) => this.directory.isBehindNat(asterisk, endpoint),
      askAgain: (asterisk) => this.asterisks.askAgain(asterisk),
    });
    this.requalifier = this.createRequalifier();
    this.answers = this.createAnswers();
    this.api = new Opening('the API', this.createApi(), log);
  }

  /**
   * Before the first `start`: two companions would both answer, and both write AstDB.
   *
   * @throws AppError API_TAKEN where another one works with the same `run`
   */
  claim(): Promise<void> {
    return this.api.open('API_TAKEN');
  }

  /** What is known, for the companion that takes over from this one. */
  devices(): Iterable<DeviceRecord> {
    return this.directory.devices();
  }

  /**
   * Phones are diagnosed without HEP and without the API too: where one of them cannot be opened, that
   * is told and tried again.
   *
   * @param records what is known already
   */
  async start(records: Iterable<DeviceRecord>): Promise<void> {
    this.startedAt = Date.now();
    this.alerts.start();
    this.directory.restore(records, this.alerts.findings(), this.startedAt);
    this.bans.start(this.directory.devices());
    this.lag.start();
    this.proxy.start();
    this.asterisks.start();
    this.policy.start();
    this.ticker = setInterval(() => this.tick(Date.now()), TICK_MS);
    await Promise.all([this.api.open(), this.hep?.open()]);
  }

  async stop(): Promise<void> {
    clearInterval(this.ticker);
    this.lag.stop();
    this.proxy.stop();
    this.directory.release(Date.now());
    this.keepPosition();
    this.answers.stop();
    await Promise.all([
      this.policy.stop(),
      this.asterisks.stop(),
      this.api.close(),
      this.hep?.close(),
      this.bans.stop(),
    ]);
    await this.alerts.stop();
  }

  /** From the proxy or over HEP. */
  onObservation(observation: SipObservation): void {
    this.metrics.countRegistration(observation);
    this.directory.hearObservation(observation);
    this.bans.onObservation(observation);
  }

  onDialog(observation: DialogObservation): void {
    this.directory.hearDialog(observation);
    this.bans.onDialog(observation);
  }

  onNotice(notice: ProxyNotice): void {
    this.directory.hearNotice(notice);
  }

  /** Of the proxy. */
  onRestart(): void {
    this.bans.onProxyRestart(Date.now());
  }

  /** Of the proxy. */
  onUp(): void {
    const names = this.config.asterisk.map(({ name }) => name);
    this.requalifier.onProxyUp(names, Date.now());
  }

  /** Undefined beside the path, where there may be none, and none is missed. */
  private get expectedProxy(): ProxyLink | undefined {
    return this.config.hep === undefined || this.proxy.wasUp ? this.proxy : undefined;
  }

  private createDirectory(): DeviceDirectory {
    const { asterisk, sites, policy, proxy } = this.config;
    return new DeviceDirectory(
      {
        asterisks: asterisk.map(({ name }) => name),
        sites,
        hearsWire: () => this.proxy.isExpected || this.hep?.health.isUp === true,
        sipOf: nameSipAddresses(asterisk, proxy.asterisk),
        farendAddresses: listFarendAddresses(proxy),
        policy: policy.endpoints,
        proxy: () => this.expectedProxy?.health,
      },
      this.store,
      {
        onChanges: (changes) => this.tell(changes),
        onFindings: (changes) => this.alerts.hear(changes),
        health: () => this.health(),
      },
    );
  }

  private createMetrics(): FarendMetrics {
    return new FarendMetrics({
      view: this.directory,
      version,
      proxyCounts: () => this.proxy.counts,
      findings: () => this.directory.findings(),
      outbox: () => this.alerts.countOutbox(),
      eventLoopLagMs: () => this.lag.readMs(),
    });
  }

  private createAsteriskLinks(): AsteriskLinks {
    return new AsteriskLinks(
      this.config.asterisk,
      {
        onEvent: (event) => this.hearAsterisk(event),
        onUp: (asterisk) => this.answers.onUp(asterisk),
        onDown: (asterisk) => this.answers.onDown(asterisk),
        onUserEvent: (asterisk, name, headers) => this.answers.onUserEvent(asterisk, name, headers),
      },
      this.log,
      (response) => this.proxy.tagResponse(response),
    );
  }

  private createRequalifier(): Requalifier {
    return new Requalifier({
      devices: () => this.directory.devices(),
      driverOf: (record) => this.directory.driverOf(record),
      send: (asterisk, action) => this.asterisks.send(asterisk, action),
      log: this.log,
    });
  }

  private createAnswers(): AmiAnswers {
    return new AmiAnswers({
      view: this.directory,
      diagnosis: this.directory,
      asterisks: this.asterisks.answering,
      applications: this.asterisks.informed,
      version,
      onProblem: (sentence) => this.log.warn({ event: 'ami-problem' }, sentence),
      now: Date.now,
    });
  }

  private createApi(): ApiServer {
    const { log, directory, alerts, metrics } = this;
    const path = apiPath(this.config.run);
    return new ApiServer(
      { path, view: directory, diagnosis: directory, alerts, version, metrics },
      {
        onForgotten: (endpoint, records) => {
          log.info({ event: 'forgotten', endpoint, records }, `${endpoint} was forgotten`);
          this.asterisks.askAgain();
        },
        ...logSilences(log),
        onFailure: (error) => log.error({ event: 'unexpected', err: error }, 'an answer failed'),
      },
    );
  }

  private hearAsterisk(event: AsteriskEvent): void {
    this.directory.hearAsterisk(event);
    this.bans.onAsterisk(event);
    this.policy.onAsterisk(event);
    this.requalifier.onAsterisk(event);
    const isWhole = event.kind === 'snapshot' && event.contacts !== undefined;
    if (isWhole) this.answers.onSnapshot(event.asterisk);
  }

  private health(): CompanionHealth {
    return {
      startedAt: this.startedAt,
      devices: this.directory.size,
      strangers: this.directory.strangers,
      proxy: this.proxy.health,
      asterisks: this.asterisks.health,
      state: this.store.health,
      hep: this.hep?.health,
    };
  }

  private tick(nowMs: number): void {
    this.directory.tick(nowMs);
    this.answers.tick(nowMs);
    this.policy.tick(nowMs);
    this.requalifier.tick(nowMs);
    this.keepPosition();
  }

  private tell(changes: readonly RecordChange[]): void {
    const now = Date.now();
    for (const change of changes) this.recordLog.write(change, now);
    this.answers.onChanges(changes);
    this.bans.onChanges(changes);
    this.requalifier.onChanges(changes, now);
    this.keepPosition();
  }

  /** Written down with what came of the frames up to there, or not at all. */
  private keepPosition(): void {
    const { position } = this.proxy;
    if (position === undefined || this.directory.isHolding) return;
    const { boot, seq } = this.keptPosition ?? {};
    if (position.boot === boot && position.seq === seq) return;
    this.store.feedPosition = position;
    this.keptPosition = position;
  }
}
