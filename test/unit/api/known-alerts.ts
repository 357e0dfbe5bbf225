// Alerts, silences and deliveries that a test puts there, for whoever asks.

import type { Silence } from '../../../src/alerts/alert.ts';
import type { AlertView } from '../../../src/alerts/alert-book.ts';
import type { OutboxEntry } from '../../../src/alerts/outbox/outbox-entry.ts';
import type {
  AlertsView,
  ReceiverSummary,
  SilenceRequest,
  TestResult,
} from '../../../src/api/alerts-view.ts';
import { START_MS } from '../correlation/scene.ts';

export class KnownAlerts implements AlertsView {
  all: AlertView[] = [];
  known: Silence[] = [];
  summaries: ReceiverSummary[] = [];
  entries: OutboxEntry[] = [];
  results: TestResult[] = [];
  mostSilences = 1;

  alerts(): Iterable<AlertView> {
    return this.all;
  }

  silences(): readonly Silence[] {
    return this.known;
  }

  silence({ matchers, comment, forMs }: SilenceRequest): Silence | undefined {
    if (this.known.length >= this.mostSilences) return undefined;
    const id = `id-${this.known.length}`;
    const made = { id, matchers, comment, createdAt: START_MS, endsAt: START_MS + forMs };
    this.known = [...this.known, made];
    return made;
  }

  endSilence(id: string): boolean {
    const before = this.known.length;
    this.known = this.known.filter((silence) => silence.id !== id);
    return this.known.length < before;
  }

  receivers(): readonly ReceiverSummary[] {
    return this.summaries;
  }

  undelivered(): readonly OutboxEntry[] {
    return this.entries;
  }

  retry(id: string): boolean {
    return this.entries.some((entry) => entry.id === id && entry.state === 'dead');
  }

  sendTest(): Promise<readonly TestResult[]> {
    return Promise.resolve(this.results);
  }
}

export function makeAlert(
  labels: Partial<AlertView['alert']['labels']> = {},
  changes: Partial<Omit<AlertView, 'alert'> & Pick<AlertView['alert'], 'status' | 'endsAt'>> = {},
): AlertView {
  const { status = 'firing', endsAt = 0, ...view } = changes;
  return {
    alert: {
      fingerprint: '0123456789abcdef',
      status,
      labels: {
        alertname: 'auth-failed',
        severity: 'warning',
        endpoint: '4002',
        site: 'Leeds',
        ...labels,
      },
      annotations: {
        summary: '4002 has the wrong password.',
        description: 'Asterisk refuses it.',
        evidence: '',
        remedy: '',
        runbook_url: 'https://example.com/findings.md#auth-failed',
      },
      startsAt: START_MS,
      endsAt,
    },
    decisions: [{ receiver: 'slack', reason: 'repeat-interval', isTold: true, until: START_MS }],
    explainedBy: undefined,
    silencedBy: undefined,
    ...view,
  };
}

export function makeEntry(changes: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    place: 1,
    id: 'n-1',
    receiver: 'slack',
    groupKey: '{alertname="auth-failed"}',
    state: 'dead',
    createdAt: START_MS,
    dueAt: START_MS,
    attempts: 1,
    lastError: 'Slack knows no such channel: invite the bot',
    body: '{}',
    ...changes,
  };
}
