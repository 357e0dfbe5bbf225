// The alerts at work in the companion: findings go in, notifications go out, and whoever asks is answered.

import { join } from 'node:path';
import type { Logger } from 'pino';
import type { AlertChange, Silence } from '../alerts/alert.ts';
import type { AlertView } from '../alerts/alert-book.ts';
import { AlertDispatcher, type AlertDispatcherOptions } from '../alerts/alert-dispatcher.ts';
import type { Receiver } from '../alerts/book/book-options.ts';
import { Heartbeat, type ProxySign } from '../alerts/heartbeat.ts';
import { logAlertChange } from '../alerts/notifiers/log.ts';
import type { HttpOptions } from '../alerts/notifiers/send-request.ts';
import type { OutboxEntry } from '../alerts/outbox/outbox-entry.ts';
import type {
  AlertsView,
  ReceiverSummary,
  SilenceRequest,
  TestResult,
} from '../api/alerts-view.ts';
import type { FarendConfig } from '../config/farend-config.ts';
import type { Finding, FindingChange } from '../diagnosis/finding.ts';
import { AwaitedTests } from './awaited-tests.ts';
import { DeliveryLog } from './delivery-log.ts';
import { listReceivers, makeNotifiers } from './make-notifiers.ts';
import { readVersion } from './version.ts';

const FILE = 'alerts.sqlite';
/** The page that the alerts lead to, in the package that runs here. */
const RUNBOOK = new URL('../../docs/reference/findings.md', import.meta.url).href;
/** A delivery ends within 20 s. */
const TEST_MS = 25_000;

export interface AlertDeskOptions {
  readonly config: Pick<FarendConfig, 'alerts' | 'state'>;
  readonly log: Logger;
  /** Undefined where none is expected: its silence withholds no heartbeat then. */
  readonly proxy: () => ProxySign | undefined;
  /** AMI clients and ARI applications are told. */
  readonly announce: (change: AlertChange) => void;
}

export class AlertDesk implements AlertsView {
  private readonly options: AlertDeskOptions;
  private readonly known: readonly Receiver[];
  private readonly tests = new AwaitedTests();
  private readonly deliveryLog: DeliveryLog;
  private dispatcher: AlertDispatcher | undefined;
  private heartbeat: Heartbeat | undefined;

  constructor(options: AlertDeskOptions) {
    this.options = options;
    this.known = listReceivers(options.config.alerts);
    this.deliveryLog = new DeliveryLog(options.log);
  }

  /** @throws AppError STATE_TOO_NEW */
  start(): void {
    const { alerts, state } = this.options.config;
    const http = { version: readVersion(), now: Date.now };
    this.dispatcher = new AlertDispatcher({
      path: state === undefined ? ':memory:' : join(state, FILE),
      book: { ...alerts, receivers: this.known, runbookBase: RUNBOOK },
      makeNotifiers: (database) => makeNotifiers(alerts, database, http),
      now: Date.now,
      random: Math.random,
      listener: this.makeListener(),
    });
    if (alerts.heartbeat !== undefined) this.heartbeat = this.makeHeartbeat(alerts.heartbeat, http);
  }

  async stop(): Promise<void> {
    this.tests.stop();
    await Promise.all([this.heartbeat?.stop(), this.dispatcher?.stop()]);
    this.dispatcher = undefined;
    this.heartbeat = undefined;
  }

  /** What fired in an earlier life, once started. */
  findings(): Iterable<Finding> {
    return this.dispatcher?.findings() ?? [];
  }

  /** Twice a second. */
  hear(changes: readonly FindingChange[]): void {
    this.dispatcher?.apply(changes);
    this.dispatcher?.tick();
    this.heartbeat?.tick();
  }

  alerts(): Iterable<AlertView> {
    return this.dispatcher?.alerts() ?? [];
  }

  silences(): readonly Silence[] {
    return this.dispatcher?.silences() ?? [];
  }

  silence({ matchers, comment, forMs }: SilenceRequest): Silence | undefined {
    return this.dispatcher?.silence({ matchers, comment, endsAt: Date.now() + forMs });
  }

  endSilence(id: string): boolean {
    return this.dispatcher?.endSilence(id) ?? false;
  }

  receivers(): readonly ReceiverSummary[] {
    const backlog = this.dispatcher?.outbox.backlog() ?? [];
    return this.known.map(({ name, minSeverity }) => {
      const found = backlog.find(({ receiver }) => receiver === name);
      return {
        receiver: name,
        minSeverity,
        waiting: found?.waiting ?? 0,
        dead: found?.dead ?? 0,
        dropped: found?.dropped ?? 0,
        oldestWaitingAt: found?.oldestWaitingAt ?? 0,
      };
    });
  }

  undelivered(): readonly OutboxEntry[] {
    return this.dispatcher?.outbox.list() ?? [];
  }

  retry(id: string): boolean {
    return this.dispatcher?.outbox.retry(id) ?? false;
  }

  async sendTest(): Promise<readonly TestResult[]> {
    const sent = this.dispatcher?.sendTest() ?? [];
    return await Promise.all(
      sent.map((test) => this.tests.wait(test, TEST_MS, () => this.explainSilence(test.receiver))),
    );
  }

  /** How many notifications there are, by what becomes of them. */
  countOutbox(): Readonly<Record<string, number>> {
    const receivers = this.receivers();
    const sum = (count: 'waiting' | 'dead' | 'dropped') =>
      receivers.reduce((total, receiver) => total + receiver[count], 0);
    return { waiting: sum('waiting'), dead: sum('dead'), dropped: sum('dropped') };
  }

  private makeListener(): AlertDispatcherOptions['listener'] {
    const { deliveryLog, tests } = this;
    const { log, announce } = this.options;
    return {
      onChanges: (changes) => {
        for (const change of changes) {
          logAlertChange(change, log);
          announce(change);
        }
      },
      onDelivered: (entry, wasFailing) => {
        tests.onDelivered(entry);
        deliveryLog.onDelivered(entry, wasFailing);
      },
      onDelayed: (entry, reason, failures) => {
        tests.onFailed(entry, reason);
        deliveryLog.onDelayed(entry, reason, failures);
      },
      onDead: (entry, reason) => {
        tests.onFailed(entry, reason);
        deliveryLog.onDead(entry, reason);
      },
      onDropped: (receiver, count) => deliveryLog.onDropped(receiver, count),
      onTrouble: (error) => deliveryLog.onTrouble(error),
      onRecovered: () => log.info({ event: 'alerts-recovered' }, 'alerts are written down again'),
      onSkipped: (rows) =>
        log.warn({ event: 'alerts-skipped', rows }, `${rows} rows of the alerts could not be read`),
    };
  }

  private makeHeartbeat(
    { url, everyMs }: NonNullable<FarendConfig['alerts']['heartbeat']>,
    http: HttpOptions,
  ): Heartbeat {
    const { options } = this;
    return new Heartbeat({
      ...http,
      url,
      everyMs,
      listener: this.deliveryLog,
      signs: {
        get proxy() {
          return options.proxy();
        },
        isOutboxMoving: (withinMs) => this.dispatcher?.isMoving(withinMs) === true,
      },
    });
  }

  /** What its receiver said last, if it ever said anything. */
  private explainSilence(receiver: string): string {
    const entries = this.undelivered().filter((entry) => entry.receiver === receiver);
    const last = entries.findLast(({ lastError }) => lastError !== '')?.lastError;
    const waits = `it was not delivered within ${TEST_MS / 1_000} s and is tried on`;
    return last === undefined ? waits : `${waits}; what came last: ${last}`;
  }
}
