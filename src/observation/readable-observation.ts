// An observation as people and other programs may have it. What cuts texts out of messages works on
// bytes; here, once, on the way out, these become text, and passwords stay behind.

import { readWireText } from '../base/wire-text.ts';
import { removePasswords } from '../sip/uri-password.ts';
import type { AnswerSeen, DigestUse, SipObservation } from './sip-observation.ts';

/** The same object where nothing needs to change, as nearly always. */
export function makeReadable(observation: SipObservation): SipObservation {
  const { aor, callId, username, nonce, topVia, contact, userAgent, digest, answer } = observation;
  const readable = {
    aor: readWireText(aor),
    callId: readWireText(callId),
    username: username === undefined ? undefined : readWireText(username),
    nonce: nonce === undefined ? undefined : readWireText(nonce),
    topVia: readWireText(topVia),
    contact: readWireText(removePasswords(contact)),
    userAgent: readWireText(userAgent),
    digest: digest && readDigest(digest),
    answer: answer && readAnswer(answer),
  };
  const isSame =
    readable.contact === contact &&
    readable.userAgent === userAgent &&
    readable.aor === aor &&
    readable.callId === callId &&
    readable.username === username &&
    readable.nonce === nonce &&
    readable.topVia === topVia &&
    readable.digest === digest &&
    readable.answer === answer;
  return isSame ? observation : { ...observation, ...readable };
}

function readDigest(use: DigestUse): DigestUse {
  const realm = readWireText(use.realm);
  const algorithm = readWireText(use.algorithm);
  return realm === use.realm && algorithm === use.algorithm ? use : { realm, algorithm };
}

function readAnswer(answer: AnswerSeen): AnswerSeen {
  const challenges = answer.challenges.map(readDigest);
  const isSame = challenges.every((challenge, at) => challenge === answer.challenges[at]);
  return isSame ? answer : { ...answer, challenges };
}
