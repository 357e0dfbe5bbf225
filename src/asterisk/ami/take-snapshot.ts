// The state of one Asterisk, of both its channel drivers. One that it lacks is no error.

import type { ContactState, EndpointState } from '../asterisk-event.ts';
import type { AmiSession } from './ami-session.ts';
import { Ask, readCommands } from './ask.ts';
import { listPjsipContacts, listPjsipEndpoints } from './pjsip-snapshot.ts';
import { takeSipSnapshot } from './sip-snapshot.ts';

export interface AsteriskState {
  readonly endpoints: readonly EndpointState[];
  readonly contacts: readonly ContactState[];
}

const NOTHING: AsteriskState = { endpoints: [], contacts: [] };

/**
 * @returns undefined where nothing may be asked
 * @param onUnreadable an entry that does not pass its schema, by the name of its event
 * @throws AppError AMI_UNREACHABLE, or AMI_REFUSED for a list
 */
export async function takeSnapshot(
  session: AmiSession,
  now: () => number,
  onUnreadable: (name: string) => void,
): Promise<AsteriskState | undefined> {
  // Each time: modules come and go.
  const ask = new Ask(session, await readCommands(session));
  // Not permitted, or not loaded yet: that is not the same as no phones.
  if (!ask.has('SIPpeers') && !ask.has('PJSIPShowContacts')) return undefined;
  const sip = ask.has('SIPpeers') ? await takeSipSnapshot(ask, now, onUnreadable) : NOTHING;
  const endpoints = ask.has('PJSIPShowEndpoints')
    ? await listPjsipEndpoints(ask, onUnreadable)
    : [];
  // Last: contacts change while the settings are read.
  const contacts = ask.has('PJSIPShowContacts') ? await listPjsipContacts(ask, onUnreadable) : [];
  return {
    endpoints: [...endpoints, ...sip.endpoints],
    contacts: [...contacts, ...sip.contacts],
  };
}
