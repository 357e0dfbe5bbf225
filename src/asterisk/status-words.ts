// Asterisk's words for the state of a contact and of a peer, the same over AMI and ARI, and ours.

import type { ContactEvent, PeerEvent } from './asterisk-event.ts';

/** res_pjsip/pjsip_options.c */
export const contactStatuses = {
  Created: 'created',
  Updated: 'created',
  NonQualified: 'unqualified',
  Unknown: 'unqualified',
  Reachable: 'reachable',
  Unreachable: 'unreachable',
  Removed: 'removed',
} as const satisfies Record<string, ContactEvent['status']>;

/** main/endpoints.c, channels/chan_sip.c */
export const peerStatuses = {
  Registered: 'registered',
  Unregistered: 'unregistered',
  Reachable: 'reachable',
  Lagged: 'reachable',
  Unreachable: 'unreachable',
  Rejected: 'rejected',
} as const satisfies Record<string, PeerEvent['status']>;
