// The state of chan_sip, one peer after the other.

import type { ContactState, EndpointState } from '../asterisk-event.ts';
import type { Ask } from './ask.ts';
import { readSipPeer } from './sip-peer.ts';
import { listSipPeers } from './sip-peer-list.ts';

interface SipState {
  readonly endpoints: readonly EndpointState[];
  readonly contacts: readonly ContactState[];
}

/** @throws AppError when Asterisk cannot be asked, or refuses the list */
export async function takeSipSnapshot(
  ask: Ask,
  now: () => number,
  onUnreadable: (name: string) => void,
): Promise<SipState> {
  const endpoints: EndpointState[] = [];
  const contacts: ContactState[] = [];
  for (const { endpoint } of await listSipPeers(ask, onUnreadable)) {
    const peer = await readSipPeer(ask, endpoint.name, now, onUnreadable);
    if (peer === undefined) continue;
    endpoints.push(peer.endpoint);
    if (peer.contact !== undefined) contacts.push(peer.contact);
  }
  return { endpoints, contacts };
}
