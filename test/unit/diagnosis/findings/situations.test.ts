// Each finding: what fires it, what resembles it and stays silent, and how it ends.

import { describe, expect, it } from 'vitest';
import type { FindingName } from '../../../../src/diagnosis/finding.ts';
import type { SipObservation } from '../../../../src/observation/sip-observation.ts';
import { contactUri, makeContact, makeEndpoint } from '../../correlation/scene.ts';
import { answer, direct, loop, old, register, repeatRegister, source } from '../phones.ts';
import { DiagnosisScene } from '../scene.ts';

type Act = (scene: DiagnosisScene) => unknown;

interface Situation {
  readonly name: FindingName;
  /** What happens, and what the evidence holds. */
  readonly fires: Readonly<Record<string, readonly [Act, RegExp]>>;
  readonly staysSilent: Readonly<Record<string, Act>>;
  /** After the first that fires. */
  readonly ends: Act;
}

const reached = (scene: DiagnosisScene) => scene.contact('reachable');
const wrong: Partial<SipObservation> = { digest: { realm: 'asterisk', algorithm: 'MD5' } };

/** Each refresh comes from another port, after the phone was silent. */
function lose(scene: DiagnosisScene, { isSilent = true, isPerPacket = false } = {}): void {
  register(scene);
  for (let port = 40_200; port < 40_204; port += 1) {
    scene.contact('reachable').wait(100);
    if (isSilent) scene.contact('unreachable');
    scene.wait(180);
    const from = (at: number) => ({
      ...old,
      source: `203.0.113.5:${at}`,
      binding: 'moved' as const,
    });
    scene.challenge({ ...from(isPerPacket ? port - 100 : port), answer: answer() });
    scene.observe(from(port));
  }
}

const rewritten: Partial<SipObservation> = {
  callId: 'a1b2c3@192.168.1.50',
  topVia: `SIP/2.0/UDP ${source};branch=z9hG4bK1`,
  contact: `<sip:4001@${source}>`,
  natTests: ['no-rport'],
};

const situations: readonly Situation[] = [
  {
    name: 'response-lost',
    fires: {
      'a 401 that never arrives': [
        (scene) => repeatRegister(scene, { answer: answer() }),
        /the answer 401 went to 203.0.113.5:40112, where the REGISTER came from/,
      ],
      'answers that go by the Via': [
        (scene) => repeatRegister(scene, { answer: answer({ sentTo: '203.0.113.5:5060' }) }),
        /went to 203.0.113.5:5060; the REGISTER came from 203.0.113.5:40112/,
      ],
      'a 200 that never arrives': [
        (scene) => register(scene).times(6, () => scene.observe({ ...old, cSeq: 2 }).pass(1)),
        /repeats?|times more/,
      ],
      'a phone that repeats twice, and begins anew': [
        (scene) => scene.times(3, () => repeatRegister(scene, {}, 2).pass(30)),
        /2 times more/,
      ],
    },
    staysSilent: {
      'two packets that are lost': (scene) =>
        register(scene).times(2, () => scene.observe({ ...old, cSeq: 2 }).pass(1)),
      'a phone that never answers the challenge': (scene) => loop(scene),
    },
    ends: (scene) => reached(register(scene).pass(1)).wait(45),
  },
  {
    name: 'auth-loop',
    fires: {
      'a challenge that is ignored': [
        (scene) => loop(scene, { answer: answer() }),
        /asks for realm "asterisk" and algorithm MD5/,
      ],
    },
    staysSilent: {
      'a phone that is challenged before each refresh': (scene) =>
        scene.times(5, () => register(scene).pass(60)),
      'an answer that is lost': (scene) => repeatRegister(scene),
      'an access list': (scene) =>
        scene.times(4, () => scene.challenge(old).say('acl-refused').pass(10)),
    },
    ends: (scene) => register(scene).pass(1),
  },
  {
    name: 'auth-failed',
    fires: {
      'a wrong password': [
        (scene) => scene.challenge(old).refuse(401, old).say('failed').wait(72),
        /the password for account 4001 is wrong/,
      ],
      'a wrong realm': [
        (scene) =>
          scene.times(3, () =>
            scene
              .challenge({ ...old, answer: answer() })
              .refuse(401, {
                ...old,
                answer: answer(),
                digest: { realm: 'pbx.example.com', algorithm: 'MD5' },
              })
              .pass(5),
          ),
        /its credentials are for realm "pbx.example.com".*\n.*Asterisk asks for realm "asterisk"/,
      ],
      'a wrong algorithm': [
        (scene) =>
          scene.times(3, () =>
            scene
              .refuse(401, {
                ...old,
                ...wrong,
                answer: answer({ challenges: [{ realm: 'asterisk', algorithm: 'SHA-256' }] }),
              })
              .pass(5),
          ),
        /algorithm MD5\n.*algorithm SHA-256/,
      ],
    },
    staysSilent: {
      'a password that is corrected': (scene) =>
        register(scene.challenge(old).refuse(401, old).say('failed').wait(30)).wait(60),
      'a nonce that was too old': (scene) => register(scene.refuse(401, old)).wait(60),
    },
    ends: (scene) => register(scene).pass(1),
  },
  {
    name: 'unknown-account',
    fires: {
      'an account that was removed': [
        (scene) =>
          register(scene)
            .snapshot([])
            .pass(300)
            .challenge(old)
            .refuse(401, old)
            .say('unknown-account')
            .pass(1),
        /it knows no such account/,
      ],
      'an endpoint without an AOR of that name': [
        (scene) => scene.challenge(old).refuse(404, old).pass(1),
        /no AOR of that name/,
      ],
    },
    staysSilent: {
      'a stranger who tries a name': (scene) =>
        scene
          .times(3, () =>
            scene.challenge({ aor: '9999@pbx.example.com', source: '198.51.100.66:5060' }),
          )
          .say('unknown-account')
          .pass(1),
    },
    ends: (scene) => register(scene.snapshot()).pass(1),
  },
  {
    name: 'max-contacts',
    fires: {
      'a 403 though the password is right': [
        (scene) => scene.challenge(old).refuse(403, old).say('succeeded').pass(1),
        /more contacts than max_contacts allows/,
      ],
    },
    staysSilent: {
      'a wrong password of chan_sip': (scene) =>
        scene
          .snapshot([makeEndpoint({ driver: 'chan_sip' })])
          .challenge(old)
          .refuse(403, old)
          .pass(1),
    },
    ends: (scene) => register(scene).pass(1),
  },
  {
    name: 'acl-refused',
    fires: {
      'an access list that does not know the phone': [
        (scene) =>
          scene.challenge(old).say('acl-refused', { reason: 'not_match_endpoint_acl' }).pass(1),
        /not_match_endpoint_acl/,
      ],
      'a ban': [(scene) => register(scene).notice('banned').pass(1), /the address is banned/],
    },
    staysSilent: { 'a phone that is challenged': (scene) => register(scene).pass(1) },
    ends: (scene) => register(scene).pass(1),
  },
  {
    name: 'no-auth',
    fires: {
      'a REGISTER without credentials that is accepted': [
        (scene) => scene.observe({ ...old, credentials: 'none', username: undefined }).pass(1),
        /without credentials from 203.0.113.5:40112 was accepted/,
      ],
    },
    staysSilent: {
      'a phone with a password': (scene) => register(scene).pass(1),
      'a trunk': (scene) =>
        scene
          .snapshot([makeEndpoint({ isTrunk: true })])
          .observe({ ...old, credentials: 'none' })
          .pass(1),
      'a query': (scene) =>
        register(scene)
          .observe({ ...old, credentials: 'none', contact: '', binding: undefined })
          .pass(1),
    },
    ends: (scene) => register(scene).pass(1),
  },
  {
    name: 'replayed-credentials',
    fires: {
      'a request with the credentials of another address': [
        (scene) =>
          scene
            .notice('credentials-replayed', {
              source: '198.51.100.66',
              detail: 'INVITE, first from 203.0.113.5',
            })
            .wait(72),
        /a INVITE from 198.51.100.66 had credentials that 203.0.113.5 had first/,
      ],
      'a REGISTER with a challenge of another address': [
        (scene) =>
          register(scene)
            .challenge({ source: '198.51.100.66:5060', credentials: 'foreign-nonce' })
            .wait(72),
        /a REGISTER from 198.51.100.66 had credentials of 4001@pbx.example.com/,
      ],
      'a phone whose credentials are held back': [
        (scene) =>
          scene.times(3, () => scene.refuse(401, { ...old, credentials: 'replayed' }).pass(1)),
        /farend held its credentials back 3 times/,
      ],
    },
    staysSilent: {
      'a router that chooses another port': (scene) =>
        scene
          .notice('credentials-replayed', { detail: 'INVITE, first from 203.0.113.5' })
          .wait(120),
      'a phone that moves to another line': (scene) => {
        const moved = { ...old, source: '198.51.100.66:5060' };
        register(
          register(scene).refuse(401, { ...moved, credentials: 'foreign-nonce' }),
          moved,
        ).wait(120);
      },
    },
    ends: (scene) => scene.pass(3_700).pass(1).wait(11),
  },
  {
    name: 'registration-lapsed',
    fires: {
      'a phone that is switched off': [
        (scene) => register(scene).pass(302).wait(72),
        /its registration ran out/,
      ],
      'an Asterisk that does not answer': [
        (scene) => scene.refuse(0, old).wait(30).refuse(0, old).wait(45),
        /had no answer from Asterisk/,
      ],
    },
    staysSilent: {
      'a phone that restarts': (scene) => register(register(scene).pass(302).wait(50)).wait(60),
      'a phone that says goodbye': (scene) =>
        register(scene)
          .observe({ ...old, binding: 'removed', expires: 0 })
          .wait(90),
    },
    ends: (scene) => register(scene).pass(1),
  },
  {
    name: 'unreachable',
    fires: {
      'silence for a minute': [
        (scene) => reached(register(scene)).pass(1).contact('unreachable').wait(72),
        /it does not answer Asterisk/,
      ],
    },
    staysSilent: {
      'a blip': (scene) =>
        reached(register(scene))
          .pass(1)
          .contact('unreachable')
          .wait(50)
          .contact('reachable')
          .wait(60),
      'a phone that nobody asks': (scene) => register(scene).contact('unqualified').wait(90),
    },
    ends: (scene) => reached(scene).pass(1),
  },
  {
    name: 'binding-short',
    fires: {
      'another port at each refresh, and silence in between': [
        (scene) => lose(scene),
        /203.0.113.5:40201, 203.0.113.5:40202, 203.0.113.5:40203/,
      ],
    },
    staysSilent: {
      'another port at each refresh of a phone that answers': (scene) =>
        lose(scene, { isSilent: false }),
      'another port for each packet': (scene) => lose(scene, { isPerPacket: true }),
      'silence of a phone whose port stays': (scene) =>
        scene.times(4, () => register(scene).contact('unreachable').wait(200)),
    },
    ends: (scene) =>
      scene.times(2, () => register(scene, { source: '203.0.113.5:40203' }).pass(200)),
  },
  {
    name: 'alg-suspected',
    fires: {
      'a Via and a Contact of the router’s beside a private Call-ID': [
        (scene) => register(scene, rewritten).pass(1),
        /its Call-ID holds the private address 192.168.1.50/,
      ],
      'a firmware that offers rport everywhere else': [
        (scene) => {
          const userAgent = 'Yealink SIP-T46S 66.86.0.15';
          scene.snapshot(['4001', '4002', '4003', '4004'].map((name) => makeEndpoint({ name })));
          for (const at of [2, 3, 4])
            scene.observe({
              aor: `400${at}@pbx.example.com`,
              callId: `call-${at}`,
              device: `00112233aabbcc0${at}`,
              source: `198.51.100.${at}:5060`,
              userAgent,
            });
          register(scene, { userAgent }).wait(12);
        },
        /offers rport at 3 other addresses, and at 203.0.113.5 none does/,
      ],
    },
    staysSilent: {
      'a clean NAT': (scene) => register(scene).pass(1),
      'a phone that offers no rport, as its firmware never does': (scene) =>
        register(scene, { userAgent: 'Yealink SIP-T46S 66.86.0.15' }).wait(12),
      'a phone with STUN whose router has chosen another port since': (scene) =>
        register(scene, { ...rewritten, natTests: ['diff-port-src-via', 'no-rport'] }).pass(1),
      'a phone without NAT': (scene) => register(scene, direct).pass(1),
    },
    ends: (scene) => register(scene, { userAgent: '' }).wait(12),
  },
  {
    name: 'asymmetric-signalling',
    fires: {
      'a phone that farend learned to exempt': [
        (scene) =>
          register(scene, { isExempt: true })
            .notice('exempt-learned', { detail: '4001@pbx.example.com' })
            .pass(1),
        /farend learned/,
      ],
      'answers from elsewhere': [
        (scene) =>
          register(scene)
            .notice('answer-from-elsewhere', { detail: '4001@pbx.example.com' })
            .pass(1),
        /from another port than it was asked at/,
      ],
      'a phone without NAT that does not listen where it sends': [
        (scene) =>
          repeatRegister(scene, {
            ...direct,
            source: '198.51.100.77:6001',
            natTests: ['diff-port-src-via', 'no-rport'],
            answer: answer({ sentTo: '198.51.100.77:6001', hasRport: true }),
          }),
        /sends from another port than stands there/,
      ],
    },
    staysSilent: {
      'a phone that the configuration exempts': (scene) =>
        register(scene, { isExempt: true }).pass(1),
      'another phone at that address': (scene) =>
        register(scene).notice('answer-from-elsewhere', { detail: '4002@pbx.example.com' }).pass(1),
    },
    ends: (scene) => register(scene).wait(700),
  },
  {
    name: 'message-too-large',
    fires: {
      'a REGISTER that is too large with its credentials': [
        (scene) => loop(scene, { size: 1_200 }),
        /without credentials has 1200 bytes/,
      ],
      'a REGISTER over 1300 bytes that arrives': [
        (scene) => register(scene, { size: 1_350 }).pass(1),
        /1350 bytes/,
      ],
    },
    staysSilent: {
      'a REGISTER of the usual size': (scene) => register(scene).pass(1),
      'a challenge that is ignored': (scene) => loop(scene, { size: 700 }),
    },
    ends: (scene) => register(scene, { size: 900 }).pass(1),
  },
];

function names(scene: DiagnosisScene): readonly FindingName[] {
  return scene.findings.map(({ name }) => name);
}

function makeScene(): DiagnosisScene {
  return new DiagnosisScene().connect(
    [makeEndpoint()],
    [makeContact({ uri: contactUri })].slice(1),
  );
}

describe.each(situations)('$name', ({ name, fires, staysSilent, ends }) => {
  it.each(Object.entries(fires))('fires for %s', (_title, [act, evidence]) => {
    const scene = makeScene();

    act(scene);
    scene.pass(1);

    expect(names(scene)).toContain(name);
    expect(scene.finding(name).evidence.join('\n')).toMatch(evidence);
    expect(scene.finding(name).summary).toMatch(
      /^(Phone 4001 at \S+|The router of phone 4001|198)/,
    );
    expect(scene.finding(name).remedy).not.toEqual([]);
  });

  it.each(Object.entries(staysSilent))('stays silent for %s', (_title, act) => {
    const scene = makeScene();

    act(scene);
    scene.wait(2);

    expect(scene.found.map(({ finding }) => finding.name)).not.toContain(name);
  });

  it('ends', () => {
    const scene = makeScene();
    const [act] = Object.values(fires)[0] as readonly [Act, RegExp];
    act(scene);
    scene.pass(1);

    ends(scene);
    scene.pass(1);

    expect(names(scene)).not.toContain(name);
  });
});
