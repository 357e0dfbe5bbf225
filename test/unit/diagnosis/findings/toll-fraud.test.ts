import { describe, expect, it } from 'vitest';
import type { EndpointState } from '../../../../src/asterisk/asterisk-event.ts';
import { makeEndpoint } from '../../correlation/scene.ts';
import { old, register } from '../phones.ts';
import { DiagnosisScene } from '../scene.ts';
import { describeSituation } from '../situation.ts';

const peer: Partial<EndpointState> = { driver: 'chan_sip', rewriteContact: undefined };
const open: Partial<EndpointState> = { ...peer, insecure: 'port,invite', isTrunk: true };

describeSituation({
  name: 'toll-fraud',
  fires: {
    'a peer with insecure=invite that registers through farend': [
      (scene) => register(scene.snapshot([makeEndpoint(open)])).pass(1),
      /insecure=port,invite\nit is registered through farend, from 203.0.113.5:40112/,
    ],
    'a peer without a secret, also when its phone registered before': [
      (scene) =>
        register(scene)
          .snapshot([makeEndpoint({ ...peer, hasAuth: false })])
          .pass(1),
      /the peer 4001 has no secret/,
    ],
  },
  staysSilent: {
    'a peer with a secret': (scene) => register(scene.snapshot([makeEndpoint(peer)])).pass(1),
    'a peer with insecure=port alone': (scene) =>
      register(scene.snapshot([makeEndpoint({ ...open, insecure: 'port' })])).pass(1),
    'a provider at its own address': (scene) =>
      register(scene.snapshot([makeEndpoint({ ...open, host: '192.0.2.7' })])).pass(1),
    'an endpoint of chan_pjsip without auth': (scene) =>
      register(scene.snapshot([makeEndpoint({ hasAuth: false })])).pass(1),
    'a peer that nobody has registered': (scene) => scene.snapshot([makeEndpoint(open)]).pass(1),
  },
  ends: (scene) => scene.snapshot([makeEndpoint(peer)], null).pass(10),
});

it('is told in place of no-auth, with all lines that close the peer', () => {
  const scene = new DiagnosisScene().connect([makeEndpoint({ ...peer, hasAuth: false })]);

  scene.observe({ ...old, credentials: 'none', username: undefined }).pass(1);

  expect(scene.names).toContain('toll-fraud');
  expect(scene.findings.map(({ name }) => name)).not.toContain('no-auth');
  expect(scene.finding('toll-fraud').remedy.join('\n')).toContain('[4001]: secret=');
});

describe('toll-fraud of a peer that is where farend is', () => {
  function look(peers: readonly EndpointState[], addresses = ['198.51.100.2']): DiagnosisScene {
    const scene = new DiagnosisScene({
      endpointsOf: (asterisk) => (asterisk === 'main' ? peers : []),
      farendAddresses: addresses,
    });
    scene.diagnosis.onWorld({
      time: scene.now,
      proxy: undefined,
      asterisks: [{ name: 'main', sip: '', ami: { isUp: true, reason: '' } }],
    });
    return scene.pass(1);
  }

  it('is told of its Asterisk, with the lines of each peer', () => {
    const scene = look([
      makeEndpoint({ ...open, name: 'itsp', host: '198.51.100.2' }),
      makeEndpoint({ ...open, name: 'other', host: '192.0.2.7' }),
    ]);

    expect(scene.finding('toll-fraud')).toMatchObject({
      subject: 'asterisk main',
      severity: 'critical',
      summary: 'Strangers can call through itsp of Asterisk main at your cost.',
      evidence: [
        'the peer itsp has insecure=port,invite',
        'the host of the peer itsp is 198.51.100.2, where farend is',
      ],
      remedy: [
        'In sip.conf, in the section [itsp]: insecure=no',
        expect.stringContaining('sip reload'),
      ],
    });
  });

  it('is not told of a closed one, nor without a proxy', () => {
    const closed = look([makeEndpoint({ ...peer, host: '198.51.100.2', isTrunk: true })]);
    const without = look([makeEndpoint({ ...open, host: '198.51.100.2' })], []);

    expect([...closed.names, ...without.names]).toEqual([]);
  });
});
