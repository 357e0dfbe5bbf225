// A phone is registered, and does not answer what Asterisk asks it.

import { formatSeconds } from '../../correlation/plain-words.ts';
import type { DeviceRule } from '../rule.ts';
import { adviseSetting, namePhone } from '../words.ts';

/** One lost OPTIONS is UDP; Asterisk asks again within a minute as a rule. */
const SILENT_AFTER_MS = 60_000;
/** A router that was restarted takes two minutes, the next refresh of the phone five, the next question one. */
const GRAVE_AFTER_MS = 10 * 60_000;

export const unreachable: DeviceRule = {
  kind: 'device',
  name: 'unreachable',
  find(facts, context) {
    const { record } = facts;
    const { isRegistered, verdict, brokenLeg, asteriskView, changedAt, expiresAt, wire } = record;
    if (!isRegistered || record.trouble !== undefined) return undefined;
    // Nobody can ask at the moment.
    if (verdict.value === 'unknown') return 'unsure';
    if (verdict.value !== 'unreachable') return undefined;
    const since = asteriskView?.status === 'unreachable' ? asteriskView.since : changedAt;
    if (context.now - since < SILENT_AFTER_MS) return undefined;
    const lifetime = expiresAt - (wire?.lastSeen ?? 0);
    return {
      severity: context.now - since < GRAVE_AFTER_MS ? 'info' : 'warning',
      summary: `${namePhone(facts)} is registered and does not answer: calls do not reach it.`,
      description:
        'Its REGISTERs come through, and what is sent to it gets no answer. A router in between that forgets the way back is the most frequent cause.',
      evidence: [
        ...verdict.evidence,
        ...brokenLeg.evidence,
        ...(expiresAt > 0 ? [`it registers for ${formatSeconds(lifetime)}`] : []),
      ],
      remedy: [
        ...adviseSetting(
          facts,
          'keep-alive',
          'Switch keep-alive on in the SIP settings of the phone, every 20 to 30 s.',
        ),
        'Switch SIP ALG off in the router of the phone.',
      ],
      since,
    };
  },
};
