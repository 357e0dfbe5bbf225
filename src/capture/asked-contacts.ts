// What a REGISTER asks for, and what its 2xx made of that.

import type { SipObservation } from '../observation/sip-observation.ts';
import { type Contact, isStar, parseContact, parseExpires } from '../sip/contact.ts';
import { headerName } from '../sip/header-name.ts';
import { findValues, unfold } from '../sip/header-values.ts';
import type { MessageView } from '../sip/message-view.ts';
import { ParseFailure } from '../sip/parse-failure.ts';
import type { SipUri } from '../sip/uri.ts';

export interface AskedContacts {
  /** The values as they stand there, on one line; empty for a query. */
  readonly text: string;
  /** The values that can be read. */
  readonly contacts: readonly Contact[];
  /** The one that stays: pjsua names its new and its old Contact at once. */
  readonly active: Contact | undefined;
  /** It ends the registration, or all of them. */
  readonly isUnregister: boolean;
}

/** No phone has more in one REGISTER. */
const MAX_CONTACTS = 10;

export function readAskedContacts(view: MessageView): AskedContacts {
  const values = readContactValues(view);
  const contacts = parseContacts(values);
  const header = parseExpires(view.firstValue(headerName.expires));
  const asksForTime = (contact: Contact) => (contact.expires ?? header) !== 0;
  const active = contacts.find(asksForTime);
  return {
    text: values.join(', '),
    contacts,
    active: active ?? contacts[0],
    isUnregister: values.length > 0 && active === undefined,
  };
}

function readContactValues(view: MessageView): string[] {
  return findValues(view, headerName.contact)
    .slice(0, MAX_CONTACTS)
    .map(({ start, end }) => unfold(view.text.slice(start, end)));
}

function parseContacts(values: readonly string[]): Contact[] {
  return values.flatMap((value) => {
    const contact = isStar(value) ? undefined : parseContact(value);
    return contact === undefined || contact instanceof ParseFailure ? [] : [contact];
  });
}

/**
 * What a 2xx granted: it lists all contacts of the AOR that are left (RFC 3261 §10.3 step 8), so
 * that of a phone that finds none there nothing is kept.
 */
export function readGrant(
  { active, isUnregister }: AskedContacts,
  answer: MessageView,
): Pick<SipObservation, 'expires' | 'binding'> {
  if (active === undefined)
    return { expires: undefined, binding: isUnregister ? 'removed' : undefined };
  const listed = parseContacts(readContactValues(answer));
  if (isUnregister || listed.length === 0) return { expires: undefined, binding: 'removed' };
  const own = listed.find((contact) => isSameContact(contact, active));
  // A proxy in front may have written another host into it.
  const found = own ?? (listed.length === 1 ? listed[0] : undefined);
  const header = parseExpires(answer.firstValue(headerName.expires));
  return { expires: found?.expires ?? header, binding: undefined };
}

function isSameContact({ uri: a }: Contact, { uri: b }: Contact): boolean {
  if (a.kind === 'opaque' || b.kind === 'opaque') return a.kind === b.kind;
  return a.user === b.user && formatPlace(a) === formatPlace(b);
}

function formatPlace({ host, port }: SipUri): string {
  return `${host.toLowerCase()}:${port || 5060}`;
}
