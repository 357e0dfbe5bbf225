import { describe, expect, it } from 'vitest';
import type { EndpointState } from '../../../../src/asterisk/asterisk-event.ts';
import { makeEndpoint } from '../../correlation/scene.ts';
import { DiagnosisScene } from '../scene.ts';

const wanted = { rewriteContact: true, rtpSymmetric: true, directMedia: false };

function start(nat: string, settings: Partial<EndpointState>): DiagnosisScene {
  const scene = new DiagnosisScene({ policy: [{ match: '4*', nat }] });
  return scene
    .connect([makeEndpoint(settings)])
    .challenge()
    .observe()
    .contact('reachable')
    .pass(1);
}

describe('policy-drift', () => {
  it('fires with each setting that is not as wanted', () => {
    const scene = start('yes', { rewriteContact: false, rtpSymmetric: true, directMedia: true });

    expect(scene.finding('policy-drift')).toMatchObject({
      subject: 'device 4001/00112233aabbccdd',
      severity: 'warning',
      evidence: [
        'rewrite_contact is no, and should be yes',
        'direct_media is yes, and should be no',
      ],
    });
    expect(scene.finding('policy-drift').remedy.slice(0, 2)).toEqual([
      "Let farend set it: farend policy plan --endpoint '4001' shows what would change, farend policy apply does it.",
      'Or set it yourself, in the endpoint 4001: rewrite_contact=yes, direct_media=no; then reload chan_pjsip.',
    ]);
  });

  it('goes when Asterisk has what is wanted', () => {
    const scene = start('yes', {});

    scene.snapshot([makeEndpoint(wanted)], null).pass(10);

    expect(scene.names).toEqual([]);
  });

  it('stays where Asterisk does not tell its settings for once', () => {
    const scene = start('yes', {});

    scene
      .snapshot(
        [makeEndpoint({ ...wanted, rewriteContact: undefined, forceRport: undefined })],
        null,
      )
      .pass(10);

    expect(scene.names).toEqual(['policy-drift']);
  });

  it('fires for an endpoint whose phone has never registered', () => {
    const scene = new DiagnosisScene({ policy: [{ match: '*', nat: 'yes' }] });

    scene.connect([makeEndpoint()]).pass(1);

    expect(scene.names).toEqual(['policy-drift']);
  });

  it.each([
    ['the settings are as wanted', 'yes', wanted],
    ['the policy keeps them as they are', 'keep', {}],
    [
      'Asterisk tells of none',
      'yes',
      {
        forceRport: undefined,
        rewriteContact: undefined,
        rtpSymmetric: undefined,
        directMedia: undefined,
      },
    ],
  ])('stays silent when %s', (_, nat, settings) => {
    const scene = start(nat, settings);

    expect(scene.names).toEqual([]);
  });

  it('stays silent without a policy, and for endpoints that it does not name', () => {
    const without = new DiagnosisScene().connect().observe().pass(1);
    const other = new DiagnosisScene({ policy: [{ match: '5*', nat: 'yes' }] })
      .connect()
      .observe()
      .pass(1);

    expect([...without.names, ...other.names]).toEqual([]);
  });
});
