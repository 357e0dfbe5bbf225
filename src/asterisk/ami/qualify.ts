// Asks an Asterisk to qualify now, whenever it would do so by itself.

import type { AmiAction } from './ami-text.ts';

/**
 * All contacts of an endpoint of chan_pjsip (res_pjsip/pjsip_options.c), or the one of a peer of chan_sip.
 * Both need the class `system` or `reporting`; Asterisk answers at once, and what it finds comes as events.
 */
export function formatQualify(driver: 'chan_pjsip' | 'chan_sip', name: string): AmiAction {
  return driver === 'chan_sip'
    ? { Action: 'SIPqualifypeer', Peer: name }
    : { Action: 'PJSIPQualify', Endpoint: name };
}
