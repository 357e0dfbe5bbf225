// An observation as people and other programs may have it. What cuts texts out of messages works on
// bytes; here, once, on the way out, these become text, and passwords stay behind.

import { readWireText } from '../base/wire-text.ts';
import { removePasswords } from '../sip/uri-password.ts';
import type { SipObservation } from './sip-observation.ts';

/** The same object where nothing needs to change, as nearly always. */
export function makeReadable(observation: SipObservation): SipObservation {
  const { aor, callId, username, nonce, topVia, contact, userAgent } = observation;
  const readable = {
    aor: readWireText(aor),
    callId: readWireText(callId),
    username: username === undefined ? undefined : readWireText(username),
    nonce: nonce === undefined ? undefined : readWireText(nonce),
    topVia: readWireText(topVia),
    contact: readWireText(removePasswords(contact)),
    userAgent: readWireText(userAgent),
  };
  const isSame =
    readable.contact === contact &&
    readable.userAgent === userAgent &&
    readable.aor === aor &&
    readable.callId === callId &&
    readable.username === username &&
    readable.nonce === nonce &&
    readable.topVia === topVia;
  return isSame ? observation : { ...observation, ...readable };
}
