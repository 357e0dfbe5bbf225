// The companion: what is heard from the proxy, over HEP and from each Asterisk goes to the directory
// of devices; its changes, and answers from it, go to whoever is to know.

import type { Logger } from 'pino';
import { AmiAnswers } from '../api/ami-answers/ami-answers.ts';
import type { CompanionHealth } from '../api/companion-view.ts';
import { ApiServer } from '../api/http/api-server.ts';
import { FarendMetrics } from '../api/http/metrics/farend-metrics.ts';
import type { AsteriskEvent } from '../asterisk/asterisk-event.ts';
import { EventLoopLag } from '../base/event-loop-lag.ts';
import { formatAddressPort } from '../base/ip-address.ts';
import type { HepCollector, HepCounts } from '../capture/hep/hep-collector.ts';
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
import { logSilences } from './log-silences.ts';
import { makeHepCollector } from './make-hep-collector.ts';
import { Opening } from './opening.ts';
import { ProxyLink } from './proxy-link.ts';
import { RecordLog } from './record-log.ts';
import { apiPath } from './socket-paths.ts';
import { readVersion } from './version.ts';

/** A registration that runs out has a second of grace, and is told within two. */
const TICK_MS = 500;

export class Companion {
  private readonly store: RecordStore;
  private readonly directory: DeviceDirectory;
  private readonly alerts: AlertDesk;
  private readonly proxy: ProxyLink;
  private readonly asterisks: AsteriskLinks;
  private readonly hep: HepCollector | undefined;
  private readonly answers: AmiAnswers;
  private readonly api: Opening;
  private readonly hepSocket: Opening | undefined;
  private readonly recordLog: RecordLog;
  private readonly bans: BanService;
  private readonly lag = new EventLoopLag();
  private startedAt = 0;
  private keptPosition: FeedPosition | undefined;
  private ticker: NodeJS.Timeout | undefined;

  constructor(config: FarendConfig, store: RecordStore, log: Logger) {
    this.store = store;
    this.recordLog = new RecordLog(log);
    const version = readVersion();
    // Beside the path there may be none, and none is missed then.
    const expectProxy = () =>
      config.hep === undefined || this.proxy.wasUp ? this.proxy : undefined;
    const alerts = new AlertDesk({
      config,
      log,
      proxy: expectProxy,
      announce: (change) => this.answers.onAlertChange(change),
    });
    this.alerts = alerts;
    const directory = new DeviceDirectory(
      {
        asterisks: config.asterisk.map(({ name }) => name),
        sites: config.sites,
        hearsWire: () => this.proxy.isExpected || this.hepSocket?.health.isUp === true,
        sipOf: listSipAddresses(config),
        policy: config.policy.endpoints,
        proxy: () => expectProxy()?.health,
      },
      store,
      {
        onChanges: (changes) => this.tell(changes),
        onFindings: (changes) => alerts.hear(changes),
        health: () => this.health(),
      },
    );
    this.directory = directory;
    const metrics = new FarendMetrics({
      view: directory,
      version,
      proxyCounts: () => this.proxy.counts,
      findings: () => directory.findings(),
      outbox: () => alerts.countOutbox(),
      eventLoopLagMs: () => this.lag.readMs(),
    });
    const listener = {
      onObservation: (observation: SipObservation) => {
        metrics.countRegistration(observation);
        directory.hearObservation(observation);
        this.bans.onObservation(observation);
      },
      onNotice: (notice: ProxyNotice) => directory.hearNotice(notice),
      onDialog: (observation: DialogObservation) => {
        directory.hearDialog(observation);
        this.bans.onDialog(observation);
      },
      onRestart: () => this.bans.onProxyRestart(Date.now()),
    };
    this.bans = createBanService(config, (question) => this.proxy.direct(question), log);
    this.proxy = new ProxyLink(config.run, store.feedPosition, listener, log);
    this.hep = makeHepCollector(config, listener, log);
    this.hepSocket = this.hep && new Opening('the port for HEP', this.hep, log);
    this.asterisks = new AsteriskLinks(
      config.asterisk,
      {
        onEvent: (event) => this.hearAsterisk(event),
        onUp: (asterisk) => this.answers.onUp(asterisk),
        onDown: (asterisk) => this.answers.onDown(asterisk),
        onUserEvent: (asterisk, name, headers) => this.answers.onUserEvent(asterisk, name, headers),
      },
      log,
      (response) => this.proxy.tagResponse(response),
    );
    this.answers = new AmiAnswers({
      view: directory,
      diagnosis: directory,
      asterisks: this.asterisks.answering,
      applications: this.asterisks.informed,
      version,
      onProblem: (sentence) => log.warn({ event: 'ami-problem' }, sentence),
      now: Date.now,
    });
    const api = new ApiServer(
      {
        path: apiPath(config.run),
        view: directory,
        diagnosis: directory,
        alerts,
        version,
        metrics,
      },
      {
        onForgotten: (endpoint, records) => {
          log.info({ event: 'forgotten', endpoint, records }, `${endpoint} was forgotten`);
          this.asterisks.askAgain();
        },
        ...logSilences(log),
        onFailure: (error) => log.error({ event: 'unexpected', err: error }, 'an answer failed'),
      },
    );
    this.api = new Opening('the API', api, log);
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
    this.directory.restore(records, this.startedAt);
    this.bans.start(this.directory.devices());
    this.lag.start();
    this.proxy.start();
    this.asterisks.start();
    this.ticker = setInterval(() => this.tick(Date.now()), TICK_MS);
    await Promise.all([this.api.open(), this.hepSocket?.open()]);
  }

  async stop(): Promise<void> {
    clearInterval(this.ticker);
    this.lag.stop();
    this.proxy.stop();
    this.directory.release(Date.now());
    this.keepPosition();
    this.answers.stop();
    await Promise.all([
      this.asterisks.stop(),
      this.api.close(),
      this.hepSocket?.close(),
      this.bans.stop(),
    ]);
    await this.alerts.stop();
  }

  private hearAsterisk(event: AsteriskEvent): void {
    this.directory.hearAsterisk(event);
    this.bans.onAsterisk(event);
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
      hep: this.describeHep(),
    };
  }

  private describeHep(): CompanionHealth['hep'] {
    const { hep, hepSocket } = this;
    if (hep === undefined || hepSocket === undefined) return undefined;
    return { ...hepSocket.health, counts: countHep(hep.counts) };
  }

  private tick(nowMs: number): void {
    this.directory.tick(nowMs);
    this.answers.tick(nowMs);
    this.keepPosition();
  }

  private tell(changes: readonly RecordChange[]): void {
    const now = Date.now();
    for (const change of changes) this.recordLog.write(change, now);
    this.answers.onChanges(changes);
    this.bans.onChanges(changes);
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

function countHep({ packets, observations, drops }: HepCounts): Record<string, number> {
  return { packets, observations, ...drops };
}

/** Where the proxy reaches each Asterisk, address:port. */
function listSipAddresses({ asterisk, proxy }: FarendConfig): ReadonlyMap<string, string> {
  return new Map(
    asterisk.flatMap(({ name, sip = proxy.asterisk[0] }) =>
      sip === undefined ? [] : [[name, formatAddressPort(sip.address, sip.port)] as const],
    ),
  );
}
