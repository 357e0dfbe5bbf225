import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Notification } from '../../../src/alerts/alert.ts';
import { type Severity, severities } from '../../../src/diagnosis/finding.ts';
import { BookScene, HOUR, MINUTE, SECOND } from './book-scene.ts';

const PHONES = 6;
const receivers = [
  { name: 'slack', minSeverity: 'warning' },
  { name: 'webhook-1', minSeverity: 'info' },
] as const;

const phone = fc.integer({ min: 0, max: PHONES - 1 });
const severity = fc.constantFrom(...severities);
const anAction = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('find'), phone, severity }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('end'), phone }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('pass'),
      ms: fc.oneof(
        fc.integer({ min: 1, max: 10 }).map((ticks) => ticks * 10 * SECOND),
        fc.integer({ min: 1, max: 60 }).map((minutes) => minutes * MINUTE),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('restart'), downForMs: fc.nat({ max: 2 * HOUR }) }),
  },
);
type Action = typeof anAction extends fc.Arbitrary<infer Value> ? Value : never;

it('whatever comes, goes and restarts: what fires is told, what was told to fire is told to end, and nothing is told twice', () => {
  fc.assert(
    fc.property(fc.array(anAction, { maxLength: 40 }), (actions) => {
      const story = new Story();
      for (const action of actions) story.act(action);
      story.settle();
      story.check();
    }),
    { numRuns: 150 },
  );
});

class Story {
  private readonly scene = new BookScene({ receivers });
  /** What there is, with its severity. */
  private readonly there = new Map<number, Severity>();

  constructor() {
    this.scene.tickMs = 10 * SECOND;
  }

  act(action: Action): void {
    if (action.kind === 'find') this.find(action.phone, action.severity);
    else if (action.kind === 'end') this.end(action.phone);
    else if (action.kind === 'pass') this.scene.pass(action.ms);
    else this.restart(action.downForMs);
  }

  /** Nothing happens for longer than anything waits. */
  settle(): void {
    this.scene.tickMs = MINUTE;
    this.scene.pass(10 * HOUR);
  }

  check(): void {
    const { notifications } = this.scene;
    expect(new Set(notifications.map(({ id }) => id)).size).toBe(notifications.length);
    for (const receiver of receivers) {
      const known = new Known();
      for (const notification of notifications)
        if (notification.receiver === receiver.name) known.take(notification);
      for (let at = 0; at < PHONES; at += 1)
        expect(this.expected(at, receiver.minSeverity)).toContain(known.status(at));
    }
  }

  private expected(at: number, least: Severity): readonly (string | undefined)[] {
    const grade = this.there.get(at);
    if (grade === undefined) return [undefined, 'resolved'];
    const isTold = severities.indexOf(grade) >= severities.indexOf(least);
    return isTold ? ['firing'] : [undefined, 'firing', 'resolved'];
  }

  private find(at: number, grade: Severity): void {
    const isKnown = this.there.has(at);
    this.there.set(at, grade);
    if (isKnown) this.scene.change({ ...labels(at), severity: grade });
    else this.scene.find({ ...labels(at), severity: grade });
  }

  private end(at: number): void {
    if (this.there.delete(at)) this.scene.end(labels(at));
  }

  /** The new life finds what is there by and by. */
  private restart(downForMs: number): void {
    this.scene.restart(downForMs);
    this.scene.pass(MINUTE);
    for (const [at, grade] of this.there) this.scene.find({ ...labels(at), severity: grade });
  }
}

/** What a receiver knows, from what it was told. */
class Known {
  private readonly alerts = new Map<string, { status: string; severity: Severity; at: number }>();

  status(phoneAt: number): string | undefined {
    return this.alerts.get(`${phoneAt}`)?.status;
  }

  take({ reason, alerts, at }: Notification): void {
    if (reason === 'daily-digest') return;
    const isNews = alerts.some((alert) => this.isNews(alert));
    const times = alerts.map(
      ({ labels: { endpoint = '' } }) => this.alerts.get(endpoint)?.at ?? at,
    );
    const isRepetition =
      reason === 'repeat-interval-elapsed' && Math.min(...times) <= at - 4 * HOUR;
    expect([reason, isNews || isRepetition]).toStrictEqual([reason, true]);
    for (const {
      labels: { endpoint = '', severity: grade },
      status,
    } of alerts) {
      const before = this.alerts.get(endpoint);
      if (status === 'resolved') expect(before?.status).toBe('firing');
      this.alerts.set(endpoint, { status, severity: grade, at });
    }
  }

  private isNews({
    labels: { endpoint = '', severity: grade },
    status,
  }: Notification['alerts'][number]) {
    const before = this.alerts.get(endpoint);
    if (before?.status !== status) return true;
    return severities.indexOf(grade) > severities.indexOf(before.severity);
  }
}

function labels(at: number) {
  return { endpoint: `${at}`, site: at < PHONES / 2 ? 'Leeds' : 'York' };
}
