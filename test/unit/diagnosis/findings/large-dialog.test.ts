import { describe, expect, it } from 'vitest';
import { CallScene, type Case } from '../call-scene.ts';

const lost: readonly Case[] = [
  {
    title: 'an INVITE of a phone has no answer',
    act: (scene) => scene.large().unanswered({ size: 1_600, sentBy: 'phone', isInDialog: false }),
  },
  {
    title: 'a re-INVITE to a phone has none',
    act: (scene) => scene.unanswered({ size: 1_400 }).pass(120),
  },
  {
    title: 'the 200 to an INVITE comes again and again',
    act: (scene) =>
      scene
        .large({ callId: 'one', statusCode: 200, sentBy: 'asterisk' })
        .ackMissing({ callId: 'one' }),
  },
];

const silent: readonly Case[] = [
  { title: 'it is merely large, and answered', act: (scene) => scene.large().ended(60) },
  {
    title: 'what has no answer is small',
    act: (scene) => scene.unanswered({ size: 1_300, isInDialog: false }),
  },
  {
    title: 'a later call is a good one',
    act: (scene) =>
      scene.unanswered({ size: 1_600, sentBy: 'phone', isInDialog: false }).pass(10).ended(5),
  },
  {
    title: 'it was more than an hour ago',
    act: (scene) => scene.unanswered({ size: 1_600, isInDialog: false }).pass(3_700),
  },
];

describe('message-too-large in a call', () => {
  it.each(lost)('fires when $title', ({ act }) => {
    const scene = new CallScene().settle();

    act(scene);

    expect(scene.names).toEqual(['message-too-large']);
    expect(scene.finding('message-too-large').severity).toBe('warning');
    expect(scene.finding('message-too-large').evidence[0]).toMatch(/had 1[46]00 bytes/);
  });

  it.each(silent)('stays silent when $title', ({ act }) => {
    const scene = new CallScene().settle();

    act(scene);

    expect(scene.names).toEqual([]);
  });
});
