import { expect, it } from 'vitest';
import type { QuietReason } from '../../../src/alerts/alert.ts';
import type { AlertBookOptions } from '../../../src/alerts/book/book-options.ts';
import type { Severity } from '../../../src/diagnosis/finding.ts';
import { BookScene, HOUR, MINUTE, SECOND, START_MS } from './book-scene.ts';

interface Row {
  readonly reason: QuietReason;
  readonly when: string;
  readonly options?: Partial<AlertBookOptions>;
  act(scene: BookScene): void;
  readonly isTold?: boolean;
  /** After the start. */
  readonly untilMs?: number;
}

const least = (minSeverity: Severity) => ({ receivers: [{ name: 'slack', minSeverity }] });

const rows: readonly Row[] = [
  {
    reason: 'group-wait',
    when: 'its group is new',
    act: (scene) => scene.find({}),
    untilMs: 30 * SECOND,
  },
  {
    reason: 'repeat-interval',
    when: 'it was told',
    act: (scene) => {
      scene.find({});
      scene.pass(MINUTE);
    },
    isTold: true,
    untilMs: 4 * HOUR + 30 * SECOND,
  },
  {
    reason: 'group-interval',
    when: 'another of its group was told a moment ago',
    act: (scene) => {
      scene.find({ endpoint: '4009' });
      scene.pass(MINUTE);
      scene.find({});
      scene.pass(MINUTE);
    },
    untilMs: 5 * MINUTE + 30 * SECOND,
  },
  {
    reason: 'busy-group',
    when: 'its group was told again and again',
    act: (scene) => {
      for (const endpoint of ['4007', '4008', '4009']) {
        scene.find({ endpoint });
        scene.pass(10 * MINUTE);
      }
      scene.find({});
      scene.pass(MINUTE);
    },
    untilMs: 40 * MINUTE + 30 * SECOND,
  },
  {
    reason: 'settling',
    when: 'it was told, and ended a moment ago',
    act: (scene) => {
      scene.find({});
      scene.pass(10 * MINUTE);
      scene.end({});
      scene.pass(MINUTE);
    },
    isTold: true,
    untilMs: 15 * MINUTE,
  },
  {
    reason: 'ended',
    when: 'it ended, and that was told',
    act: (scene) => {
      scene.find({});
      scene.pass(10 * MINUTE);
      scene.end({});
      scene.pass(10 * MINUTE);
    },
  },
  {
    reason: 'ended',
    when: 'it ended before it was told',
    act: (scene) => {
      scene.find({});
      scene.end({});
    },
  },
  {
    reason: 'explained',
    when: 'another finding explains it',
    act: (scene) => {
      scene.find({ explainedBy: 'site-down' });
      scene.pass(HOUR);
    },
  },
  {
    reason: 'explained',
    when: 'another finding explained it until a moment ago',
    act: (scene) => {
      scene.find({ explainedBy: 'site-down' });
      scene.pass(HOUR);
      scene.change({});
      scene.pass(MINUTE);
    },
    untilMs: HOUR + 5 * MINUTE,
  },
  {
    reason: 'silenced',
    when: 'a silence matches it',
    act: (scene) => {
      scene.silence({ site: 'Lee*' }, HOUR);
      scene.find({});
      scene.pass(MINUTE);
    },
    untilMs: HOUR,
  },
  {
    reason: 'below-severity',
    when: 'the receiver hears of graver ones only',
    options: least('critical'),
    act: (scene) => scene.find({}),
  },
  {
    reason: 'below-severity',
    when: 'it is info, and the receiver hears of critical ones only',
    options: least('critical'),
    act: (scene) => scene.find({ severity: 'info' }),
  },
  {
    reason: 'held-for-digest',
    when: 'it is info, and the receiver hears of warnings',
    act: (scene) => scene.find({ severity: 'info' }),
  },
  {
    reason: 'in-digest',
    when: 'it is info, and was in a digest',
    act: (scene) => {
      scene.find({ severity: 'info' });
      scene.pass(24 * HOUR);
    },
  },
  {
    reason: 'group-wait',
    when: 'it is info, and the receiver hears of info as it happens',
    options: least('info'),
    act: (scene) => scene.find({ severity: 'info' }),
    untilMs: 30 * SECOND,
  },
  {
    reason: 'held-for-first-look',
    when: 'farend was started for the first time a moment ago',
    options: { learnForMs: HOUR },
    act: (scene) => {
      scene.find({});
      scene.pass(MINUTE);
    },
    untilMs: HOUR,
  },
  {
    reason: 'group-wait',
    when: 'it is critical, and farend was started for the first time a moment ago',
    options: { learnForMs: HOUR },
    act: (scene) => scene.find({ severity: 'critical' }),
    untilMs: 30 * SECOND,
  },
  {
    reason: 'not-seen-since-start',
    when: 'it is from before a restart',
    act: (scene) => {
      scene.find({});
      scene.pass(MINUTE);
      scene.restart();
    },
    isTold: true,
    untilMs: 16 * MINUTE,
  },
];

it.each(rows)(
  'a receiver is told no more, with the reason $reason, when $when',
  ({ reason, options = {}, act, isTold = false, untilMs }) => {
    const scene = new BookScene(options);

    act(scene);

    expect(scene.decision()).toStrictEqual({
      receiver: 'slack',
      reason,
      isTold,
      until: untilMs === undefined ? undefined : START_MS + untilMs,
    });
  },
);

it('each reason that there is has been seen', () => {
  const all: Record<QuietReason, true> = {
    ended: true,
    'not-seen-since-start': true,
    explained: true,
    silenced: true,
    'below-severity': true,
    'held-for-digest': true,
    'in-digest': true,
    'held-for-first-look': true,
    'group-wait': true,
    'group-interval': true,
    'busy-group': true,
    settling: true,
    'repeat-interval': true,
  };

  expect(new Set(rows.map(({ reason }) => reason))).toStrictEqual(new Set(Object.keys(all)));
});
