import { describe, expect, it } from 'vitest';
import { CallScene, type Case } from '../call-scene.ts';

const firing: readonly Case[] = [
  { title: 'Asterisk answers, and no ACK comes', act: (scene) => scene.ackMissing() },
  {
    title: 'a phone answers, and no ACK comes',
    act: (scene) => scene.ackMissing({ answeredBy: 'phone', answeredTo: '198.51.100.11:5080' }),
  },
  {
    title: 'a call before it was a good one',
    act: (scene) => scene.ended(100).ackMissing(),
  },
];

const silent: readonly Case[] = [
  { title: 'calls are short, and acknowledged', act: (scene) => scene.ended(20).ended(31) },
  {
    title: 'a later call lasted longer than 32 s',
    act: (scene) => scene.ackMissing().pass(60).ended(40),
  },
  { title: 'that was more than an hour ago', act: (scene) => scene.ackMissing().pass(3_700) },
];

describe('ack-missing', () => {
  it.each(firing)('fires when $title', ({ act }) => {
    const scene = new CallScene().settle();

    act(scene);

    expect(scene.names).toEqual(['ack-missing']);
  });

  it('tells where the 200 went, and how often', () => {
    const scene = new CallScene().settle().ackMissing({ repeats: 3 }).pass(60).ackMissing();

    const { severity, evidence, summary, remedy } = scene.finding('ack-missing');

    expect(severity).toBe('warning');
    expect(summary).toBe(
      'Phone 4001 at Leeds loses its calls after 32 s: the ACK does not arrive.',
    );
    expect(evidence[0]).toContain('its 200 to 203.0.113.5:40112 2 times more');
    expect(evidence[1]).toContain('so it was in 2 calls since 2026-11-21 08:00:00 UTC');
    expect(remedy).not.toEqual([]);
  });

  it.each(silent)('stays silent when $title', ({ act }) => {
    const scene = new CallScene().settle();

    act(scene);

    expect(scene.names).toEqual([]);
  });
});
