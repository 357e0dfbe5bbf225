// The state of one Asterisk, of both its channel drivers. One that it lacks is no error.

import type { ContactState, EndpointState } from '../asterisk-event.ts';
import type { AmiSession } from './ami-session.ts';
import { Ask, readCommands } from './ask.ts';
import {
  type KnownDetails,
  listPjsipContacts,
  listPjsipEndpoints,
  readPjsipDetails,
} from './pjsip-snapshot.ts';
import { takeSipSnapshot } from './sip-snapshot.ts';

interface AsteriskState {
  readonly endpoints: readonly EndpointState[];
  readonly contacts: readonly ContactState[];
}

export interface SnapshotSink {
  /** Twice for a large system: at first with the endpoints' settings as they were known before. */
  onState(state: AsteriskState): void;
  /** An entry that does not pass its schema, by the name of its event. */
  onUnreadable(name: string): void;
}

/** The details of so many are read in about a second: there is no need to tell twice. */
const QUICK_ENDPOINTS = 200;

const NOTHING: AsteriskState = { endpoints: [], contacts: [] };

/**
 * Tells nothing where nothing may be asked.
 *
 * @param known details by endpoint, from snapshot to snapshot
 * @throws AppError AMI_UNREACHABLE, or AMI_REFUSED for a list
 */
export async function takeSnapshot(
  session: AmiSession,
  now: () => number,
  known: KnownDetails,
  sink: SnapshotSink,
): Promise<void> {
  // Each time: modules come and go.
  const ask = new Ask(session, await readCommands(session));
  // Not permitted, or not loaded yet: that is not the same as no phones.
  if (!ask.has('SIPpeers') && !ask.has('PJSIPShowContacts')) return;
  const onUnreadable = (name: string): void => sink.onUnreadable(name);
  const sip = ask.has('SIPpeers') ? await takeSipSnapshot(ask, now, onUnreadable) : NOTHING;
  const tell = async (endpoints: readonly EndpointState[]): Promise<void> => {
    // Last: contacts change while the settings are read.
    const contacts = ask.has('PJSIPShowContacts') ? await listPjsipContacts(ask, onUnreadable) : [];
    sink.onState({
      endpoints: [...endpoints, ...sip.endpoints],
      contacts: [...contacts, ...sip.contacts],
    });
  };
  const listed = ask.has('PJSIPShowEndpoints')
    ? await listPjsipEndpoints(ask, known, onUnreadable)
    : [];
  if (listed.length > QUICK_ENDPOINTS) await tell(listed);
  await tell(await readPjsipDetails(ask, known, listed));
}
