// What `{ nat: yes, maxContacts: 3, qualify: 30s }` means, as Asterisk's command line tells it.

import type { ChannelDriver } from '../asterisk/asterisk-options.ts';
import type { Values } from './read-values.ts';

/** @param aors those of the endpoint, when it has others than the one with its name */
export function formatWantedValues(
  driver: ChannelDriver,
  endpoint: string,
  aors: readonly string[] = [endpoint],
): Values {
  if (driver === 'chan_sip')
    return { 'Force rport': 'Yes', 'Symmetric RTP': 'Yes', DirectMedia: 'No', Qualify: '30000 ms' };
  const ofAors = aors.flatMap((aor) => [
    [`${aor}/max_contacts`, '3'],
    [`${aor}/qualify_frequency`, '30'],
  ]);
  return {
    force_rport: 'true',
    rtp_symmetric: 'true',
    rewrite_contact: 'true',
    direct_media: 'false',
    ...Object.fromEntries(ofAors),
  };
}
