// What happened → verdict, broken leg, and the fact that a person is told.

import { describe, expect, it } from 'vitest';
import { makeContact, makeEndpoint, plain, Scene } from './scene.ts';

type Act = (scene: Scene) => unknown;
type Row = readonly [title: string, act: Act, verdict: string, leg: string, evidence: RegExp];

const chanSip = makeEndpoint({ driver: 'chan_sip', rewriteContact: undefined, forceRport: false });

const ofAccount = { driver: 'chan_sip', callId: undefined } as const;

function register(scene: Scene): Scene {
  return scene.challenge().observe().contact('created');
}

const working: readonly Row[] = [
  [
    'a phone without NAT that answers Asterisk',
    (scene) => scene.challenge(plain).observe(plain).contact('created').contact('reachable'),
    'ok',
    'none',
    /^it answers Asterisk, within 12 ms$/,
  ],
  [
    'a phone without NAT that nobody asks',
    (scene) => scene.challenge(plain).observe(plain).contact('created'),
    'ok',
    'none',
    /^Asterisk has its contact, and does not ask whether it answers$/,
  ],
  [
    'a phone without NAT and without rport',
    (scene) =>
      scene.observe({ ...plain, rportOffered: false, natTests: ['no-rport'] }).contact('created'),
    'ok',
    'none',
    /^it registered from 198\.51\.100\.77:5060 for 300 s$/,
  ],
  [
    'a phone with a private Contact',
    (scene) => register(scene).contact('reachable'),
    'ok-through-farend',
    'none',
    /^its Contact says 192\.168\.1\.50:5060, a private address, and it is at 203\.0\.113\.5:40112: Asterisk alone would send calls to the former$/,
  ],
  [
    'a phone without rport behind a router that changes its port, and force_rport=no',
    (scene) =>
      scene
        .snapshot([makeEndpoint({ forceRport: false, rewriteContact: true })])
        .observe({
          rportOffered: false,
          natTests: ['private-via', 'diff-port-src-via', 'no-rport'],
        })
        .contact('created'),
    'ok-through-farend',
    'none',
    /^it offers no rport: Asterisk alone would answer to another port than 203\.0\.113\.5:40112/,
  ],
  [
    'a phone behind NAT whose endpoint has force_rport and rewrite_contact',
    (scene) => register(scene.snapshot([makeEndpoint({ rewriteContact: true })])),
    'ok',
    'none',
    /^Asterisk has its contact/,
  ],
  [
    'the same phone once its router gave it another port',
    (scene) =>
      register(scene.snapshot([makeEndpoint({ rewriteContact: true })])).observe({
        source: '203.0.113.5:40113',
        binding: 'moved',
      }),
    'ok-through-farend',
    'none',
    /^its router gave it 2 ports within a day: Asterisk alone would keep a contact for each/,
  ],
  [
    'a phone of chan_sip with nat=no',
    (scene) => scene.snapshot([chanSip]).challenge().observe().peer('registered'),
    'ok-through-farend',
    'none',
    /^its Contact says 192\.168\.1\.50:5060/,
  ],
  [
    'a phone of chan_sip of which Asterisk tells before the wire',
    (scene) => scene.snapshot([chanSip]).peer('registered').challenge().observe(),
    'ok-through-farend',
    'none',
    /^Asterisk has its contact, and does not ask whether it answers$/,
  ],
  [
    'a phone of chan_sip with nat=force_rport',
    (scene) =>
      scene
        .snapshot([{ ...chanSip, forceRport: true }])
        .challenge()
        .observe()
        .peer('registered'),
    'ok',
    'none',
    /^Asterisk has its contact/,
  ],
  [
    'a phone that listens elsewhere than it sends',
    (scene) =>
      scene
        .observe({
          isExempt: true,
          rportOffered: false,
          natTests: ['diff-port-src-via', 'no-rport'],
        })
        .contact('created'),
    'ok',
    'none',
    /^it registered from/,
  ],
  [
    'a phone seen by HEP alone, behind NAT',
    (scene) =>
      scene
        .observe({ producer: 'hep', device: undefined, binding: undefined })
        .contact('created', { uri: 'sip:4001@192.168.1.50:5060' })
        .contact('reachable', { uri: 'sip:4001@192.168.1.50:5060' }),
    'ok',
    'none',
    /^it answers Asterisk/,
  ],
  [
    'a phone that only Asterisk tells of, and reaches',
    (scene) => scene.contact('created').contact('reachable'),
    'ok',
    'none',
    /^it answers Asterisk/,
  ],
  [
    'a phone whose nonce was too old once',
    (scene) => register(scene).refuse(401).observe({ binding: 'refreshed' }),
    'ok-through-farend',
    'none',
    /a private address/,
  ],
];

const failing: readonly Row[] = [
  [
    'a wrong password, when Asterisk says so first',
    (scene) => scene.challenge().say('failed').refuse(401),
    'failing',
    'credentials',
    /^Asterisk says: the password for account 4001 is wrong$/,
  ],
  [
    'a wrong password, when the wire says so first',
    (scene) => scene.challenge().refuse(401).say('failed'),
    'failing',
    'credentials',
    /^one REGISTER from 203\.0\.113\.5:40112 refused with 401 since 2026-11-21 07:00:00 UTC$/,
  ],
  [
    'a wrong password, without a word of Asterisk',
    (scene) => scene.challenge().refuse(401).challenge().refuse(401),
    'failing',
    'credentials',
    /^2 REGISTERs from 203\.0\.113\.5:40112 refused with 401/,
  ],
  [
    'a wrong password at chan_sip, joined by the nonce',
    (scene) =>
      scene
        .snapshot([chanSip])
        .challenge()
        .say('failed', { driver: 'chan_sip', callId: undefined, nonce: '7d443cb0' })
        .refuse(403, { nonce: '7d443cb0' }),
    'failing',
    'credentials',
    /^Asterisk says: the password for account 4001 is wrong$/,
  ],
  [
    'a wrong password at chan_sip, told after the wire',
    (scene) =>
      scene
        .snapshot([chanSip])
        .challenge()
        .refuse(403, { nonce: '7d443cb0' })
        .say('failed', { driver: 'chan_sip', callId: undefined, nonce: '7d443cb0' }),
    'failing',
    'credentials',
    /^Asterisk says: the password for account 4001 is wrong$/,
  ],
  [
    'an account that Asterisk does not have',
    (scene) =>
      scene
        .snapshot([])
        .challenge({ aor: '4999@pbx.example.com' })
        .refuse(401, { aor: '4999@pbx.example.com' })
        .say('unknown-account', { account: '' }),
    'failing',
    'credentials',
    /^Asterisk says: it knows no such account$/,
  ],
  [
    'an access list',
    (scene) => scene.say('acl-refused', { reason: 'not_match_endpoint_contact_acl' }).challenge(),
    'failing',
    'policy',
    /^Asterisk says: an access list of account 4001 refuses it \(not_match_endpoint_contact_acl\)$/,
  ],
  [
    'an access list of chan_sip, which names no request',
    (scene) => {
      scene.snapshot([chanSip]);
      const say = () => scene.say('acl-refused', { ...ofAccount, reason: 'device_must_match_acl' });
      say().challenge();
      say().refuse(403);
    },
    'failing',
    'policy',
    /^Asterisk says: an access list of account 4001 refuses it \(device_must_match_acl\)$/,
  ],
  [
    'an access list of chan_sip, told after the wire',
    (scene) => scene.snapshot([chanSip]).challenge().refuse(403).say('acl-refused', ofAccount),
    'failing',
    'policy',
    /^Asterisk says: an access list of account 4001 refuses it$/,
  ],
  [
    'max_contacts, after the right password',
    (scene) => scene.challenge().say('succeeded').refuse(403),
    'failing',
    'policy',
    /more contacts than max_contacts allows$/,
  ],
  [
    'max_contacts, without a word of Asterisk',
    (scene) => scene.challenge().refuse(403),
    'failing',
    'policy',
    /^Asterisk reports no wrong password$/,
  ],
  [
    'max_contacts, as the registrar of chan_pjsip tells it',
    (scene) =>
      scene.challenge().refuse(403).say('request-refused', {
        reason: 'registrar_attempt_exceeds_maximum_configured_contacts',
      }),
    'failing',
    'policy',
    /registrar_attempt_exceeds_maximum_configured_contacts/,
  ],
  [
    'an AOR that the endpoint has not',
    (scene) => scene.challenge().refuse(404),
    'failing',
    'policy',
    /^its REGISTER was refused with 404: Asterisk has no AOR of that name for its endpoint$/,
  ],
  [
    'a Contact that chan_sip may not use',
    (scene) => scene.snapshot([chanSip]).challenge().refuse(603),
    'failing',
    'policy',
    /^its REGISTER was refused with 603: chan_sip may not use its Contact \(contactdeny, contactacl\)$/,
  ],
  [
    'a REGISTER that Asterisk leaves unanswered',
    (scene) => scene.observe({ statusCode: 0, binding: undefined, expires: undefined }),
    'failing',
    'proxy-to-asterisk',
    /^one REGISTER since 2026-11-21 07:00:00 UTC had no answer from Asterisk in 32 s$/,
  ],
  [
    'a 503, since no Asterisk is alive',
    (scene) => scene.challenge({ statusCode: 503, device: undefined, contact: '' }),
    'failing',
    'proxy-to-asterisk',
    /^its last REGISTER was answered 503: no Asterisk is alive, or it is overloaded$/,
  ],
  [
    'a phone that repeats what was answered',
    (scene) => register(scene).times(2, () => scene.observe({ cSeq: 2, binding: 'refreshed' })),
    'failing',
    'proxy-to-phone',
    /^it sent the same REGISTER 2 times more after it was answered with 200$/,
  ],
  [
    'a phone that never answers the challenge',
    (scene) => scene.times(3, () => scene.challenge()),
    'failing',
    'proxy-to-phone',
    /^3 REGISTERs without credentials since .* each answered with a challenge$/,
  ],
  [
    'credentials that farend holds back',
    (scene) => scene.times(3, () => scene.refuse(401, { credentials: 'replayed' })),
    'failing',
    'credentials',
    /^farend held its credentials back 3 times/,
  ],
  [
    'a phone at an address that is banned',
    (scene) => register(scene).notice('banned'),
    'failing',
    'policy',
    /^farend drops all that comes from 203\.0\.113\.5: the address is banned$/,
  ],
];

const silent: readonly Row[] = [
  [
    'a phone that does not answer Asterisk',
    (scene) => register(scene).contact('unreachable'),
    'unreachable',
    'proxy-to-phone',
    /^it does not answer Asterisk since 2026-11-21 07:00:00 UTC$/,
  ],
  [
    'a phone of chan_sip that does not answer',
    (scene) => scene.snapshot([chanSip]).observe().peer('registered').peer('unreachable'),
    'unreachable',
    'proxy-to-phone',
    /^it does not answer Asterisk since/,
  ],
  [
    'a contact that Asterisk asks past farend',
    (scene) =>
      register(scene).snapshot(undefined, [
        makeContact({ uri: 'sip:4001@203.0.113.5:40112', status: 'unreachable' }),
      ]),
    'unreachable',
    'asterisk-to-proxy',
    /^it does not answer Asterisk since/,
  ],
  [
    'a Path that Asterisk ignores',
    (scene) => register(scene).notice('path-ignored', { detail: '4001@pbx.example.com' }),
    'unreachable',
    'policy',
    /^Asterisk ignores the Path that leads to it/,
  ],
  [
    'a registration that ran out',
    (scene) => register(scene).pass(301),
    'unreachable',
    'phone-to-proxy',
    /^its registration ran out at 2026-11-21 07:05:00 UTC, and it did not refresh$/,
  ],
  [
    'a registration that ran out by Asterisk’s clock first',
    (scene) => register(scene).pass(299).contact('removed').pass(1.5),
    'unreachable',
    'phone-to-proxy',
    /^its registration ran out at/,
  ],
  [
    'a contact that Asterisk dropped',
    (scene) => register(scene).pass(60).contact('removed').pass(1.5),
    'unreachable',
    'policy',
    /^Asterisk dropped its contact at 2026-11-21 07:01:00 UTC, before it ran out$/,
  ],
  [
    'a contact of a silent phone, until it is certain that it ran out',
    (scene) => register(scene).contact('unreachable').pass(299).contact('removed').pass(0.5),
    'unreachable',
    'proxy-to-phone',
    /^it does not answer Asterisk since/,
  ],
];

const untold: readonly Row[] = [
  [
    'an endpoint that never registered',
    () => undefined,
    'unknown',
    'none',
    /^it never registered$/,
  ],
  [
    'a phone that took its registration back',
    (scene) => register(scene).observe({ binding: 'removed', expires: undefined }),
    'unknown',
    'none',
    /^it took its registration back at 2026-11-21 07:00:00 UTC$/,
  ],
  [
    'a phone while AMI is down',
    (scene) => register(scene).contact('reachable').disconnect(),
    'unknown',
    'none',
    /^Asterisk cannot be asked at the moment: the connection was refused$/,
  ],
  [
    'a phone of which Asterisk has said nothing',
    (scene) => scene.challenge().observe(),
    'unknown',
    'none',
    /^Asterisk has not said whether it reaches it$/,
  ],
];

describe.each([
  ['works', working],
  ['fails', failing],
  ['cannot be reached', silent],
  ['is not judged', untold],
])('what %s', (_, rows) => {
  it.each(rows)('%s: %3$s, broken leg %4$s', (_title, act, verdict, leg, evidence) => {
    const scene = new Scene().connect();

    act(scene);

    const { record } = scene;
    expect({ verdict: record.verdict.value, leg: record.brokenLeg.value }).toEqual({
      verdict,
      leg,
    });
    expect(record.verdict.evidence).toContainEqual(expect.stringMatching(evidence));
  });
});
