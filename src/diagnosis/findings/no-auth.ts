// Asterisk accepted a registration without asking for a password: whoever knows the name of the account
// gets its calls, and may call.

import { formatTime } from '../../correlation/plain-words.ts';
import { wasHeard } from '../register-clues.ts';
import type { DeviceRule } from '../rule.ts';
import { namePhone, tellVia } from '../words.ts';
import { isOpenThroughFarend } from './toll-fraud.ts';

export const noAuth: DeviceRule = {
  kind: 'device',
  name: 'no-auth',
  find(facts, { settingsOf }) {
    const { record, registers } = facts;
    const settings = settingsOf(record);
    if (!record.isRegistered || settings?.isTrunk === true) return undefined;
    // That is toll-fraud, which says all that closes the peer.
    if (settings !== undefined && isOpenThroughFarend(record, settings)) return undefined;
    if (!wasHeard(facts)) return 'unsure';
    const { openedFrom } = registers;
    if (openedFrom === undefined) return undefined;
    return {
      severity: 'critical',
      summary: `${namePhone(facts)} registers without a password: anybody can take its place.`,
      description:
        'Asterisk answered a REGISTER without credentials with success. Its endpoint has no auth section, or its peer no secret: whoever knows the name gets its calls, and can call at your cost.',
      evidence: [
        `a REGISTER without credentials from ${openedFrom.source} was accepted at ${formatTime(openedFrom.time)}`,
        ...tellVia(facts),
      ],
      remedy: [
        `Give endpoint ${record.endpoint} an auth section with a long random password (auth= in its endpoint), or the peer a secret, and enter it on the phone.`,
        'Then look at the calls of this account.',
      ],
    };
  },
};
