// What the policies of the tests mean, as Asterisk's command line tells it.

import type { ChannelDriver } from '../asterisk/asterisk-options.ts';
import type { Values } from './read-values.ts';

/** `{ nat: yes, maxContacts: 3, qualify: 30s }`, and `{ nat: no, directMedia: yes, maxContacts: 1, qualify: no }`. */
export type Wish = 'yes' | 'no';

const PEER: Readonly<Record<Wish, Values>> = {
  yes: { 'Force rport': 'Yes', 'Symmetric RTP': 'Yes', DirectMedia: 'No', Qualify: '30000 ms' },
  no: { 'Force rport': 'No', 'Symmetric RTP': 'No', DirectMedia: 'Yes', Qualify: 'no' },
};

const ENDPOINT: Readonly<Record<Wish, Values>> = {
  yes: {
    force_rport: 'true',
    rtp_symmetric: 'true',
    rewrite_contact: 'true',
    direct_media: 'false',
  },
  no: {
    force_rport: 'false',
    rtp_symmetric: 'false',
    rewrite_contact: 'false',
    direct_media: 'true',
  },
};

const AOR: Readonly<Record<Wish, Values>> = {
  yes: { max_contacts: '3', qualify_frequency: '30' },
  no: { max_contacts: '1', qualify_frequency: '0' },
};

/** @param values what it has: they tell its AORs */
export function formatWantedValues(driver: ChannelDriver, values: Values, wish: Wish): Values {
  if (driver === 'chan_sip') return PEER[wish];
  const ofAors = Object.entries(values).flatMap(([name, value]) => {
    const [aor, setting] = name.split('/');
    if (setting === undefined) return [];
    // A door takes no registrations, and is not opened for them.
    const isDoor = setting === 'max_contacts' && value === '0';
    return [[name, isDoor ? value : (AOR[wish][setting] ?? `of ${aor}`)] as const];
  });
  return { ...ENDPOINT[wish], ...Object.fromEntries(ofAors) };
}
