// Somebody's rules keep a phone out: an access list of Asterisk, or a ban. That is a bare 401 for ever,
// and no wrong password.

import type { TroubleKind } from '../../correlation/device-record.ts';
import { hasTrouble } from '../register-clues.ts';
import type { DeviceRule } from '../rule.ts';
import { namePhone } from '../words.ts';

const reasons: Partial<Record<TroubleKind, string>> = {
  'acl-refused': 'an access list of Asterisk refuses it',
  'request-refused': 'Asterisk refuses its requests',
  refused: 'Asterisk refuses its REGISTER',
  banned: 'its address is banned',
};

export const aclRefused: DeviceRule = {
  kind: 'device',
  name: 'acl-refused',
  find(facts, { hasProxy }) {
    const { trouble, verdict, endpoint, wire } = facts.record;
    const reason = trouble && reasons[trouble.kind];
    const isUnplaced = hasTrouble(facts, 'refused') && trouble?.statusCode === 404;
    if (trouble === undefined || reason === undefined || isUnplaced) return undefined;
    const isBanned = trouble.kind === 'banned';
    return {
      severity: 'warning',
      summary: `${namePhone(facts)} cannot register: ${reason}.`,
      description:
        'The phone and its password may be right: it is kept out by a rule, whatever it sends.',
      evidence: verdict.evidence,
      remedy: isBanned
        ? [`Lift the ban of the address of ${wire?.source} if it is the phone’s: farend bans`]
        : [
            `Look at acl, contact_acl, permit and deny of endpoint ${endpoint} and of its AOR, in Asterisk.`,
            ...(hasProxy
              ? ['Behind farend all phones come from farend’s address: the lists must permit it.']
              : []),
          ],
      since: trouble.since,
    };
  },
};
