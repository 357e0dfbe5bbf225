// The alert dispatcher over a real file in a directory of its own, with a clock of the test's own and a
// receiver that notes what it is told.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlertChange, Notification } from '../../../src/alerts/alert.ts';
import { AlertDispatcher } from '../../../src/alerts/alert-dispatcher.ts';
import type { AlertBookOptions } from '../../../src/alerts/book/book-options.ts';
import { type DeliveryOutcome, delivered } from '../../../src/alerts/notifiers/notifier.ts';
import type { FindingChange } from '../../../src/diagnosis/finding.ts';
import { makeFinding, START_MS, usualOptions } from './book-scene.ts';

export class DispatcherScene {
  readonly directory = mkdtempSync(join(tmpdir(), 'farend-alerts-'));
  path = join(this.directory, 'alerts.sqlite');
  now = START_MS;
  options: AlertBookOptions = { ...usualOptions, groupWaitMs: 0 };
  /** What the receiver does next. */
  outcome: DeliveryOutcome = delivered;
  readonly told: Notification[] = [];
  readonly changes: AlertChange[] = [];
  readonly trouble: string[] = [];
  skipped = 0;
  recovered = 0;
  private readonly dispatchers: AlertDispatcher[] = [];

  start(): AlertDispatcher {
    const dispatcher = new AlertDispatcher({
      path: this.path,
      book: this.options,
      makeNotifiers: () => [
        {
          receiver: 'slack',
          deliver: (notification) => {
            if (this.outcome.kind === 'delivered') this.told.push(notification);
            return Promise.resolve(this.outcome);
          },
        },
      ],
      now: () => this.now,
      random: () => 0.5,
      listener: {
        onChanges: (changes) => this.changes.push(...changes),
        onDelivered: () => undefined,
        onDelayed: () => undefined,
        onDead: () => undefined,
        onDropped: () => undefined,
        onTrouble: (error) => this.trouble.push(String(error)),
        onRecovered: () => {
          this.recovered += 1;
        },
        onSkipped: (rows) => {
          this.skipped += rows;
        },
      },
    });
    this.dispatchers.push(dispatcher);
    return dispatcher;
  }

  /** Lets time pass, and deliveries end. */
  async pass(dispatcher: AlertDispatcher, ms: number, stepMs = 1_000): Promise<void> {
    for (const end = this.now + ms; this.now < end; ) {
      this.now = Math.min(end, this.now + stepMs);
      dispatcher.tick();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** In short, since it was asked last. */
  takeTold(): string[] {
    return this.told
      .splice(0)
      .map(({ reason, alerts }) =>
        [reason, ...alerts.map(({ labels }) => labels.endpoint ?? labels.alertname)].join(' '),
      );
  }

  async stop(): Promise<void> {
    for (const dispatcher of this.dispatchers) await dispatcher.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export function found(endpoint: string, site = 'Leeds'): FindingChange {
  return { finding: makeFinding({ endpoint, site }), kind: 'found' };
}

export function gone(endpoint: string, site = 'Leeds'): FindingChange {
  return { finding: makeFinding({ endpoint, site }), kind: 'gone' };
}
