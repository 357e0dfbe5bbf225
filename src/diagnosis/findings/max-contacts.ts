// Asterisk knows the phone and its password, and has no room for one more contact.

import { hasTrouble } from '../register-clues.ts';
import type { DeviceRule } from '../rule.ts';
import { namePhone } from '../words.ts';

export const maxContacts: DeviceRule = {
  kind: 'device',
  name: 'max-contacts',
  find(facts) {
    const { trouble, verdict, aor } = facts.record;
    if (trouble === undefined || !hasTrouble(facts, 'max-contacts')) return undefined;
    return {
      severity: 'warning',
      summary: `${namePhone(facts)} cannot register: account ${aor} has as many contacts as Asterisk allows.`,
      description:
        'Each phone of an account takes one contact, and so does each one that went away without a word, until it runs out. max_contacts of the AOR says how many there may be.',
      evidence: verdict.evidence,
      remedy: [
        `See which contacts there are: asterisk -rx "pjsip show aor ${aor}"`,
        `Raise max_contacts of AOR ${aor}, or set remove_existing=yes there, so that a new contact takes the place of the oldest.`,
      ],
      since: trouble.since,
    };
  },
};
