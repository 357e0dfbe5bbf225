import { describe, expect, it } from 'vitest';
import { makeEndpoint } from '../../correlation/scene.ts';
import { CallScene, type Case } from '../call-scene.ts';

const toPhone = { unroutableToPhone: '10.0.0.10' };
const ofPhone = { privateOfPhone: '192.168.1.50' };
const silent: readonly Case[] = [
  { title: 'Asterisk answers to where media comes from', act: (scene) => scene.media(ofPhone) },
  {
    title: 'a later call shows an address that can be reached',
    act: (scene) => scene.media(toPhone).pass(10).ended(5),
  },
  { title: 'a day has passed since', act: (scene) => scene.media(toPhone).pass(25 * 3_600) },
];

describe('media-unroutable', () => {
  it('fires when SDP shows a phone an address that it cannot reach', () => {
    const scene = new CallScene().settle().media(toPhone);

    const { severity, evidence, remedy } = scene.finding('media-unroutable');

    expect(scene.names).toEqual(['media-unroutable']);
    expect(severity).toBe('warning');
    expect(evidence).toEqual([
      'at 2026-11-21 08:00:00 UTC SDP showed 10.0.0.10 to the phone at 203.0.113.5:40112',
    ]);
    expect(remedy[0]).toContain('proxy.mediaAddress');
  });

  it('fires when Asterisk takes the private address of a phone at its word, until it is set not to', () => {
    const scene = new CallScene().settle();
    scene.snapshot([makeEndpoint({ rtpSymmetric: false })], null).media(ofPhone);
    const { remedy } = scene.finding('media-unroutable');

    scene.snapshot([makeEndpoint({ rtpSymmetric: true })], null).pass(10);

    expect(remedy[0]).toContain('rtp_symmetric=yes');
    expect(scene.names).toEqual([]);
  });

  it('says what chan_sip calls it', () => {
    const scene = new CallScene().settle();

    scene
      .snapshot([makeEndpoint({ driver: 'chan_sip', rtpSymmetric: false })], null)
      .media(ofPhone);

    expect(scene.finding('media-unroutable').remedy[0]).toContain('nat=force_rport,comedia');
  });

  it('is not sure where Asterisk has not told its setting', () => {
    const scene = new CallScene().settle();

    scene.snapshot([makeEndpoint({ rtpSymmetric: undefined })], null).media(ofPhone);

    expect(scene.names).toEqual([]);
  });

  it.each(silent)('stays silent when $title', ({ act }) => {
    const scene = new CallScene().settle();

    act(scene);

    expect(scene.names).toEqual([]);
  });
});
