// The alerts at work in the companion: findings go in, notifications go out, and whoever asks is answered.

import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Silence } from '../alerts/alert.ts';
import type { AlertView } from '../alerts/alert-book.ts';
import { AlertDispatcher } from '../alerts/alert-dispatcher.ts';
import type { Receiver } from '../alerts/book/book-options.ts';
import { logAlertChange } from '../alerts/notifiers/log.ts';
import type { OutboxEntry } from '../alerts/outbox/outbox-entry.ts';
import type {
  AlertsView,
  ReceiverSummary,
  SilenceRequest,
  TestResult,
} from '../api/alerts-view.ts';
import type { FarendConfig } from '../config/farend-config.ts';
import type { FindingChange } from '../diagnosis/finding.ts';
import { AwaitedTests } from './awaited-tests.ts';
import { logDeliveries } from './log-deliveries.ts';
import { listReceivers, makeNotifiers } from './make-notifiers.ts';
import { readVersion } from './version.ts';

const FILE = 'alerts.sqlite';
/** The page that the alerts lead to, as the package has it. */
const RUNBOOK = 'docs/reference/findings.md';
/** A delivery ends within 20 s. */
const TEST_MS = 25_000;

export class AlertDesk implements AlertsView {
  private readonly config: Pick<FarendConfig, 'alerts' | 'state'>;
  private readonly log: Logger;
  private readonly known: readonly Receiver[];
  private readonly tests = new AwaitedTests();
  private dispatcher: AlertDispatcher | undefined;

  constructor(config: Pick<FarendConfig, 'alerts' | 'state'>, log: Logger) {
    this.config = config;
    this.log = log;
    this.known = listReceivers(config.alerts);
  }

  /** @throws AppError STATE_TOO_NEW */
  start(): void {
    const { alerts, state } = this.config;
    const http = { version: readVersion(), now: Date.now };
    this.dispatcher = new AlertDispatcher({
      path: state === undefined ? ':memory:' : join(state, FILE),
      book: { ...alerts, receivers: this.known, runbookBase: RUNBOOK },
      makeNotifiers: (database) => makeNotifiers(alerts, database, http),
      now: Date.now,
      random: Math.random,
      listener: {
        ...logDeliveries(this.log, this.tests),
        onChanges: (changes) => {
          for (const change of changes) logAlertChange(change, this.log);
        },
      },
    });
  }

  async stop(): Promise<void> {
    this.tests.stop();
    await this.dispatcher?.stop();
    this.dispatcher = undefined;
  }

  /** Twice a second. */
  hear(changes: readonly FindingChange[]): void {
    this.dispatcher?.apply(changes);
    this.dispatcher?.tick();
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

  /** What its receiver said last, if it ever said anything. */
  private explainSilence(receiver: string): string {
    const entries = this.undelivered().filter((entry) => entry.receiver === receiver);
    const last = entries.findLast(({ lastError }) => lastError !== '')?.lastError;
    const waits = `it was not delivered within ${TEST_MS / 1_000} s and is tried on`;
    return last === undefined ? waits : `${waits}; what came last: ${last}`;
  }
}
