// The wire view of a device, from its latest REGISTER. Texts are kept once, and keep nothing of the
// message that they were cut from.

import { copyText } from '../base/copy-text.ts';
import { SharedTexts } from '../base/shared-texts.ts';
import type { SipObservation } from '../observation/sip-observation.ts';
import type { WireView } from './device-record.ts';

/** There are far fewer models of phones than phones, and a handful of sockets. */
const sharedTexts = new SharedTexts();

export function makeWireView(observation: SipObservation, before: WireView | undefined): WireView {
  const keep = (key: 'source' | 'contact' | 'callId') =>
    before?.[key] === observation[key] ? before[key] : copyText(observation[key]);
  return {
    source: keep('source'),
    localSocket: sharedTexts.share(observation.localSocket),
    contact: keep('contact'),
    userAgent: sharedTexts.share(observation.userAgent),
    rport: readRport(observation),
    natTests:
      before !== undefined && isSameList(before.natTests, observation.natTests)
        ? before.natTests
        : observation.natTests,
    callId: keep('callId'),
    statusCode: observation.statusCode,
    credentials: observation.credentials,
    retransmissions: observation.retransmissions,
    firstSeen: before?.firstSeen ?? observation.time,
    lastSeen: observation.time,
  };
}

export function readRport({ isExempt, rportOffered }: SipObservation): WireView['rport'] {
  if (isExempt) return 'exempt';
  return rportOffered ? 'offered' : 'missing';
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
