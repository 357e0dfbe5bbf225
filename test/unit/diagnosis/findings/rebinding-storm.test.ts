import { describe, expect, it } from 'vitest';
import { createCrowd } from '../crowd.ts';

describe('rebinding-storm', () => {
  it('fires when most phones at an address come from new ports within minutes', () => {
    const crowd = createCrowd(5).register().pass(1_800);

    crowd.register({ port: 50_000, only: [0, 1] }).pass(60);
    const early = crowd.scene.names;
    crowd
      .register({ port: 50_000, only: [2] })
      .register({ port: 51_000, only: [2] })
      .pass(10);

    expect(early).toEqual([]);
    expect(crowd.scene.finding('rebinding-storm')).toMatchObject({
      subject: 'address 203.0.113.5',
      severity: 'info',
      site: 'Leeds',
      address: '203.0.113.5',
      summary: '3 of 5 phones at Leeds (203.0.113.5) came back from other ports within minutes.',
    });
    expect(crowd.scene.finding('rebinding-storm').evidence[0]).toBe(
      '2026-11-21 07:30:00 UTC: from 203.0.113.5:40000 to 203.0.113.5:50000',
    );
  });

  it('goes after a quarter of an hour', () => {
    const crowd = createCrowd(4).register().pass(1_800).register({ port: 50_000 }).pass(10);

    crowd.pass(910);

    expect(crowd.scene.names).toEqual([]);
  });

  it('explains phones that are silent since then', () => {
    const crowd = createCrowd(4).register().pass(1_800);

    crowd
      .fallSilent()
      .pass(60)
      .register({ port: 50_000, only: [0, 1, 2] })
      .answer([0, 1, 2]);
    crowd.pass(400);

    expect(crowd.scene.names).toEqual(['rebinding-storm']);
    expect(crowd.scene.finding('unreachable').explainedBy).toBe('rebinding-storm');
  });

  it.each([
    ['two phones move', 5, [0, 1]],
    ['three of ten phones move', 10, [0, 1, 2]],
  ])('stays silent when %s', (_, size, only) => {
    const crowd = createCrowd(size).register().pass(1_800);

    crowd.register({ port: 50_000, only }).pass(60);

    expect(crowd.scene.names).toEqual([]);
  });

  it('stays silent when phones get other ports in the course of hours', () => {
    const crowd = createCrowd(4).register({ expires: 36_000 }).pass(1_800);

    for (const at of [0, 1, 2, 3])
      crowd.register({ port: 50_000 + 1_000 * at, only: [at], expires: 36_000 }).pass(1_200);

    expect(crowd.scene.names).toEqual([]);
  });
});
