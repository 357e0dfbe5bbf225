// A trunk sends a request through farend, and Asterisk refuses it: it does not know the trunk again by
// its address, since the packet comes from farend.

import { formatTime } from '../../correlation/plain-words.ts';
import type { AddressRule } from '../rule.ts';

/** A trunk without a call for an hour may be mended or not; its next call tells. */
const COUNTS_MS = 3_600_000;

export const trunkUnmatched: AddressRule = {
  kind: 'address',
  name: 'trunk-unmatched',
  find({ address, refusedTrunk, callEndedAt }, { now }) {
    if (refusedTrunk === undefined || now - refusedTrunk.time > COUNTS_MS) return undefined;
    // It has been let in since.
    if (callEndedAt > refusedTrunk.time) return undefined;
    const { method, statusCode, source, time } = refusedTrunk;
    return {
      severity: 'critical',
      since: time,
      summary: `Asterisk refuses the trunk at ${address}: calls from it do not come in.`,
      description:
        'Behind a proxy Asterisk no longer sees the address of a provider, so identify with match does not find it. farend tells the address in X-Farend-Source.',
      evidence: [`${method} from ${source} was answered ${statusCode} at ${formatTime(time)}`],
      remedy: [
        `In pjsip.conf, in the section type=identify of the trunk: match_header = X-Farend-Source: ${address}`,
        'In pjsip.conf, [global]: endpoint_identifier_order with header first.',
        'Never match the address of farend instead: every phone and every scanner would be the trunk.',
      ],
    };
  },
};
