// A phone registers without rport (RFC 3581): behind a router that changes ports it works only because
// somebody else sees to it.

import type { DeviceRule } from '../rule.ts';
import { adviseSetting, namePhone, startSentence } from '../words.ts';

export const rportMissing: DeviceRule = {
  kind: 'device',
  name: 'rport-missing',
  find(facts, context) {
    const { record, registers } = facts;
    const { wire, isRegistered } = record;
    if (!isRegistered || wire?.rport !== 'missing') return undefined;
    const helper = context.hasProxy ? 'farend' : 'Asterisk, with force_rport,';
    return {
      severity: 'info',
      summary: `${startSentence(namePhone(facts))} does not offer rport; it works because ${helper} answers to where it sends from.`,
      description:
        'Without rport (RFC 3581) the answers to a phone go to the port that its Via names, which a router seldom forwards. It is not required any more here, and still recommended.',
      evidence: [
        ...(registers.topVia === '' ? [] : [`Via: ${registers.topVia}`]),
        `its REGISTERs come from ${wire.source}`,
      ],
      remedy: adviseSetting(
        facts,
        'rport',
        'Look for rport, RFC 3581 or symmetric response routing in the SIP settings of the phone, and switch it on.',
        context,
      ),
    };
  },
};
