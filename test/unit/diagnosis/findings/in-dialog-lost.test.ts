import { describe, expect, it } from 'vitest';
import { CallScene, type Case } from '../call-scene.ts';

const firing: readonly Case[] = [
  {
    title: 'a re-INVITE to a phone that is there has no answer',
    act: (scene) => scene.unanswered().pass(120),
  },
  {
    title: 'a BYE of a phone has no answer',
    act: (scene) => scene.unanswered({ method: 'BYE', sentBy: 'phone' }).pass(120),
  },
  {
    title: 'a capture file has one, and nothing after it',
    act: (scene) => scene.unanswered({ producer: 'capture', method: 'UPDATE' }),
  },
  {
    title: 'three calls end after the same 32 s, by the other side',
    act: (scene) => scene.ended(32).pass(600).ended(32.3).pass(600).ended(31.8),
  },
  {
    title: 'four calls end after a minute, within two seconds',
    act: (scene) => scene.ended(58.5).ended(61.5).ended(60).ended(59.2),
  },
  {
    title: 'short calls lie between those that end after a minute',
    act: (scene) => scene.ended(60).ended(12).ended(60.2).ended(5).ended(60.1),
  },
];

const silent: readonly Case[] = [
  {
    title: 'it is an OPTIONS outside of a dialog',
    act: (scene) => scene.unanswered({ method: 'OPTIONS', isInDialog: false }).pass(120),
  },
  {
    title: 'the phone itself was silent at that time',
    act: (scene) =>
      scene.contact('unreachable').pass(20).unanswered().pass(20).contact('reachable').pass(120),
  },
  {
    title: 'the router of the phone gave it another port',
    act: (scene) =>
      scene
        .unanswered()
        .pass(30)
        .observe({ source: '203.0.113.5:40999', binding: 'moved', expires: 36_000 })
        .pass(120),
  },
  { title: 'two calls end at the same length', act: (scene) => scene.ended(60).ended(60) },
  {
    title: 'the phone itself ends its calls at the same length',
    act: (scene) => scene.times(4, (each) => each.ended(60, { endedBy: 'phone' })),
  },
  {
    title: 'one of the calls lasted longer',
    act: (scene) => scene.ended(60).ended(60).ended(200).ended(60),
  },
  {
    title: 'three calls end within two seconds, as people end them',
    act: (scene) => scene.ended(58.5).ended(61.5).ended(60),
  },
  {
    title: 'calls end at a length that is no timer',
    act: (scene) => scene.ended(45).ended(45).ended(45).ended(45),
  },
  {
    title: 'it was more than an hour ago',
    act: (scene) => scene.unanswered().pass(120).pass(3_600),
  },
];

describe('in-dialog-lost', () => {
  it.each(firing)('fires when $title', ({ act }) => {
    const scene = new CallScene().settle();

    act(scene);

    expect(scene.names).toEqual(['in-dialog-lost']);
  });

  it('tells which calls ended when', () => {
    const scene = new CallScene().settle().ended(60).ended(60).ended(60);

    const { summary, evidence, severity } = scene.finding('in-dialog-lost');

    expect(severity).toBe('warning');
    expect(summary).toBe('Phone 4001 at Leeds lost its last 3 calls after 60 s.');
    expect(evidence[0]).toBe(
      'a call ended at 2026-11-21 08:01:00 UTC after 60.0 s, by the other side',
    );
  });

  it.each(silent)('stays silent when $title', ({ act }) => {
    const scene = new CallScene().settle();

    act(scene);

    expect(scene.names).toEqual([]);
  });

  it('goes when a call lasts longer', () => {
    const scene = new CallScene().settle().ended(60).ended(60).ended(60);

    scene.ended(90, { endedBy: 'phone' });

    expect(scene.names).toEqual([]);
  });
});
