// An alert book with a clock of the test's own, findings to put into it, and what came out of it.

import type { AlertChange, Decision, Notification } from '../../../src/alerts/alert.ts';
import { AlertBook, type Outcome } from '../../../src/alerts/alert-book.ts';
import type { AlertBookOptions } from '../../../src/alerts/book/book-options.ts';
import { type AlertState, emptyState } from '../../../src/alerts/book/kept-alert.ts';
import { fingerprintOf } from '../../../src/alerts/book/make-alert.ts';
import type { Finding, FindingChange } from '../../../src/diagnosis/finding.ts';
import { KeptCopy } from './kept-copy.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
/** Noon, local time: no digest is near. */
export const START_MS = new Date(2026, 5, 1, 12).getTime();

export const usualOptions: AlertBookOptions = {
  receivers: [{ name: 'slack', minSeverity: 'warning' }],
  groupWaitMs: 30 * SECOND,
  groupIntervalMs: 5 * MINUTE,
  repeatIntervalMs: 4 * HOUR,
  learnForMs: 0,
  runbookBase: 'https://example.com/findings.md',
};

export function makeFinding(changes: Partial<Finding> = {}): Finding {
  const { endpoint = '4001', name = 'unreachable' } = changes;
  return {
    name,
    subject: `device ${endpoint}@pbx/00112233aabbccdd`,
    severity: 'warning',
    endpoint,
    aor: endpoint,
    site: 'Leeds',
    make: '',
    asterisk: 'main',
    address: '203.0.113.9',
    summary: `${endpoint} does not answer`,
    description: 'It is registered and silent.',
    evidence: ['no answer since 12:00'],
    remedy: ['look at its router'],
    since: START_MS,
    explainedBy: undefined,
    ...changes,
  };
}

export class BookScene {
  options: AlertBookOptions;
  now = START_MS;
  readonly notifications: Notification[] = [];
  readonly changes: AlertChange[] = [];
  readonly kept = new KeptCopy();
  book: AlertBook;
  tickMs = SECOND;

  constructor(options: Partial<AlertBookOptions> = {}, state: AlertState = emptyState) {
    this.options = { ...usualOptions, ...options };
    this.book = new AlertBook(this.options, state, this.now);
    this.tick();
  }

  find(...findings: Partial<Finding>[]): void {
    this.apply('found', findings);
  }

  change(...findings: Partial<Finding>[]): void {
    this.apply('changed', findings);
  }

  end(...findings: Partial<Finding>[]): void {
    this.apply('gone', findings);
  }

  silence(matchers: Readonly<Record<string, string>>, forMs: number): string {
    const wish = { matchers, comment: '', endsAt: this.now + forMs };
    const id = this.book.silence(wish, this.now)?.id ?? '';
    this.tick();
    return id;
  }

  /** Lets time pass, tick by tick. */
  pass(ms: number): void {
    for (const end = this.now + ms; this.now < end; ) {
      this.now = Math.min(end, this.now + this.tickMs);
      this.tick();
    }
  }

  /** A new book from what the old one had kept. */
  restart(downForMs = 0, options: Partial<AlertBookOptions> = {}): void {
    this.now += downForMs;
    this.options = { ...this.options, ...options };
    this.book = new AlertBook(this.options, this.kept.state, this.now);
    this.tick();
  }

  /** What came since it was asked last, in short. */
  takeTold(): string[] {
    return this.notifications
      .splice(0)
      .map(({ receiver, reason, alerts }) =>
        [receiver, reason, ...alerts.map(describeAlert)].join(' '),
      );
  }

  decision(finding: Partial<Finding> = {}, receiver = 'slack'): Decision | undefined {
    const fingerprint = fingerprintOf(makeFinding(finding));
    for (const { alert, decisions } of this.book.alerts(this.now))
      if (alert.fingerprint === fingerprint)
        return decisions.find((decision) => decision.receiver === receiver);
    return undefined;
  }

  tick(): Outcome {
    const outcome = this.book.tick(this.now);
    this.notifications.push(...outcome.notifications);
    this.changes.push(...outcome.changes);
    this.kept.take(outcome.kept);
    return outcome;
  }

  private apply(kind: FindingChange['kind'], findings: readonly Partial<Finding>[]): void {
    this.book.apply(
      findings.map((finding) => ({ finding: makeFinding(finding), kind })),
      this.now,
    );
    this.tick();
  }
}

function describeAlert({ labels, status }: Notification['alerts'][number]): string {
  const who = labels.endpoint ?? labels.address ?? labels.site ?? '';
  return `${status === 'firing' ? '+' : '-'}${labels.alertname}:${who}`;
}
