// How the phones of the findings' tests behave: an old one without rport behind a router, and what it
// sends while something hinders it.

import type { AnswerSeen, SipObservation } from '../../../src/observation/sip-observation.ts';
import type { DiagnosisScene } from './scene.ts';

export const source = '203.0.113.5:40112';

/** No rport, behind a router that gives it another port. */
export const old: Partial<SipObservation> = {
  source,
  rportOffered: false,
  natTests: ['private-contact', 'diff-ip-src-via', 'private-via', 'diff-port-src-via', 'no-rport'],
};

/** At a public address of its own. */
export const direct: Partial<SipObservation> = {
  source: '198.51.100.77:5060',
  topVia: 'SIP/2.0/UDP 198.51.100.77:5060;branch=z9hG4bK1',
  contact: '<sip:4001@198.51.100.77:5060>',
  rportOffered: false,
  natTests: ['no-rport'],
};

export function answer(changes: Partial<AnswerSeen> = {}): AnswerSeen {
  return {
    sentTo: source,
    hasRport: false,
    challenges: [{ realm: 'asterisk', algorithm: 'MD5' }],
    ...changes,
  };
}

/** The same REGISTER once more and once more, as RFC 3261 §17.1.2.2 has it, for 32 s. */
export function repeatRegister(
  scene: DiagnosisScene,
  changes: Partial<SipObservation> = {},
  repeats = 6,
): DiagnosisScene {
  const cSeq = scene.now % 1_000_000;
  return scene.times(repeats + 1, () => scene.challenge({ ...old, cSeq, ...changes }).pass(1));
}

/** One attempt after the other, and never credentials. */
export function loop(scene: DiagnosisScene, changes: Partial<SipObservation> = {}): DiagnosisScene {
  return scene.times(4, () => scene.challenge({ ...old, ...changes }).pass(10));
}

/** It registers as phones do: challenged first. */
export function register(
  scene: DiagnosisScene,
  changes: Partial<SipObservation> = {},
): DiagnosisScene {
  return scene
    .challenge({ ...old, answer: answer(), ...changes })
    .observe({ ...old, answer: answer({ challenges: [] }), ...changes });
}
