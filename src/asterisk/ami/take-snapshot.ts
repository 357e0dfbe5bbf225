// The state of one Asterisk, of both its channel drivers. One that it lacks is no error. Contacts come
// first, for they tell who is registered; of a large system the settings are read at leisure.

import type { ContactState, EndpointState } from '../asterisk-event.ts';
import type { Ask } from './ask.ts';
import type { KnownDetails } from './pjsip-details.ts';
import {
  addDetails,
  type ListedEndpoint,
  listPjsipContacts,
  listPjsipEndpoints,
} from './pjsip-snapshot.ts';
import { takeSipSnapshot } from './sip-snapshot.ts';

/** Undefined: as told before. */
export interface AsteriskState {
  readonly endpoints: readonly EndpointState[] | undefined;
  readonly contacts: readonly ContactState[] | undefined;
}

export interface SnapshotSink {
  /**
   * Once for a small system. For a large one: its contacts; its endpoints, with their settings as they
   * were known before; its endpoints once more when the settings were read.
   */
  onState(state: AsteriskState): void;
  /** An entry that does not pass its schema, by the name of its event. */
  onUnreadable(name: string): void;
  /** True when another snapshot is wanted: this one need not read on. */
  isOutdated(): boolean;
}

/** So many are listed, and their settings read, in a fraction of a second: there is no need to tell twice. */
const QUICK_COUNT = 200;

/**
 * Tells nothing where nothing may be asked.
 *
 * @param known details by endpoint, from snapshot to snapshot
 * @throws AppError AMI_UNREACHABLE, or AMI_REFUSED for a list
 */
export async function takeSnapshot(
  ask: Ask,
  now: () => number,
  known: KnownDetails,
  sink: SnapshotSink,
): Promise<void> {
  // Not permitted, or not loaded yet: that is not the same as no phones.
  if (!ask.has('SIPpeers') && !ask.has('PJSIPShowContacts')) return;
  const onUnreadable = (name: string): void => sink.onUnreadable(name);
  const sip = ask.has('SIPpeers')
    ? await takeSipSnapshot(ask, now, onUnreadable)
    : { endpoints: [], contacts: [] };
  const registered = ask.has('PJSIPShowContacts') ? await listPjsipContacts(ask, onUnreadable) : [];
  let contacts: ContactState[] | undefined = [...registered, ...sip.contacts];
  if (contacts.length > QUICK_COUNT) {
    sink.onState({ endpoints: undefined, contacts });
    contacts = undefined;
  }
  known.noteSettings(await readSettingsTime(ask));
  const listed = ask.has('PJSIPShowEndpoints') ? await listPjsipEndpoints(ask, onUnreadable) : [];
  known.retain(new Set(listed.map(({ name }) => name)));
  const tell = (): void => {
    const endpoints = listed.map((endpoint) => addDetails(endpoint, known.get(endpoint.name)));
    sink.onState({ endpoints: [...endpoints, ...sip.endpoints], contacts });
    contacts = undefined;
  };
  const unread = listed.filter(({ name }) => !known.isFresh(name));
  const isQuick = unread.length <= QUICK_COUNT;
  if (!isQuick) tell();
  if (await readDetails(ask, known, unread, () => !isQuick && sink.isOutdated())) tell();
}

/** False when it gave up. */
async function readDetails(
  ask: Ask,
  known: KnownDetails,
  endpoints: readonly ListedEndpoint[],
  isOutdated: () => boolean,
): Promise<boolean> {
  const isQuick = endpoints.length <= QUICK_COUNT;
  for (const { name } of endpoints) {
    if (!isQuick) await ask.rest();
    if (isOutdated()) return false;
    await known.read(ask, name);
  }
  return true;
}

/** When Asterisk was started and when it read settings last, in its own words. */
async function readSettingsTime(ask: Ask): Promise<string> {
  const { headers } = (await ask.sendOrNothing({ Action: 'CoreStatus' })) ?? {};
  return ['corestartupdate', 'corestartuptime', 'corereloaddate', 'corereloadtime']
    .map((name) => headers?.get(name) ?? '')
    .join(' ');
}
