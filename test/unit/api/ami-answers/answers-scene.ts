// A correlator, and the answers made from it, before a sender that records.

import { expect, vi } from 'vitest';
import { AmiAnswers, type AmiAnswersOptions } from '../../../../src/api/ami-answers/ami-answers.ts';
import type { ContactState } from '../../../../src/asterisk/asterisk-event.ts';
import { makeEndpoint, Scene } from '../../correlation/scene.ts';
import { KnownDiagnosis } from '../known-diagnosis.ts';
import { makeHealth } from './make-health.ts';
import { RecordingSender } from './recording-sender.ts';

export class AnswersScene {
  readonly scene: Scene;
  readonly diagnosis = new KnownDiagnosis();
  readonly senders: Readonly<Record<string, RecordingSender>>;
  readonly answers: AmiAnswers;
  private told = 0;

  /** @param asterisks their names; the first one has the endpoints */
  constructor(
    endpoints: readonly string[] = ['4001'],
    asterisks: readonly [string, ...string[]] = ['main'],
    mirrorsAstDb = false,
    applications: AmiAnswersOptions['applications'] = [],
    problems?: string[],
  ) {
    const [first] = asterisks;
    const states = endpoints.map((name) => makeEndpoint({ name }));
    this.scene = new Scene(asterisks).connect(states, [], first);
    this.senders = Object.fromEntries(asterisks.map((name) => [name, new RecordingSender()]));
    this.answers = new AmiAnswers({
      view: Object.assign(this.scene.correlator, { health: makeHealth }),
      diagnosis: this.diagnosis,
      asterisks: Object.entries(this.senders).map(([name, ami]) => ({ name, ami, mirrorsAstDb })),
      version: '1.2.3',
      applications,
      onProblem: (sentence) => problems?.push(sentence) ?? expect.fail(sentence),
      now: Date.now,
    });
  }

  get sender(): RecordingSender {
    return Object.values(this.senders)[0] as RecordingSender;
  }

  ask(headers: Readonly<Record<string, string>>): void {
    this.answers.onUserEvent('main', 'FarendQuery', new Map(Object.entries(headers)));
  }

  /** What happens in the scene is told in one batch. */
  happen(act: (scene: Scene) => unknown): this {
    act(this.scene);
    this.answers.onChanges(this.scene.changes.slice(this.told));
    this.told = this.scene.changes.length;
    return this;
  }

  /** AMI of the first Asterisk drops, and is away for a minute. */
  async loseConnection(): Promise<void> {
    this.sender.drop();
    this.happen((it) => it.disconnect());
    this.answers.onDown('main');
    await this.settle(60);
  }

  /** And is back; Asterisk has not said yet what it has. */
  async reconnect(): Promise<void> {
    this.sender.isUp = true;
    const { correlator, now: time } = this.scene;
    const event = { kind: 'connection', asterisk: 'main', time, isUp: true, reason: '' } as const;
    expect(correlator.applyAsterisk(event)).toEqual([]);
    this.answers.onUp('main');
    await this.settle(1);
  }

  takeSnapshot(contacts: readonly ContactState[]): void {
    this.happen((it) => it.snapshot(null, contacts));
    this.answers.onSnapshot('main');
  }

  /** Enough for all that waits. */
  async settle(seconds = 10): Promise<void> {
    await vi.advanceTimersByTimeAsync(seconds * 1_000);
  }
}
