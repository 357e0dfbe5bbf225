// The Contact that Asterisk gets in the place of the phone's: it leads to farend, and names the
// device by a token that outlives the phone's port, Call-ID and Contact.

import { formatAddressPort, parseIpAddress } from '../base/ip-address.ts';
import type { KeyedHash } from '../base/keyed-hash.ts';
import type { Contact } from '../sip/contact.ts';
import { findParameter } from '../sip/parameters.ts';
import type { Uri } from '../sip/uri.ts';
import type { SocketAddress } from './proxy-options.ts';

const TOKEN_PARAMETER = 'fe';
/** chan_pjsip refuses a Contact URI of 256 characters and more (PJSIP_MAX_URL_SIZE). */
const MAX_URI_LENGTH = 250;
const TOKEN = /^[0-9a-f]{16}$/;

/**
 * 64 bits that nobody can guess, in lower case since Asterisk compares URI parameters without case.
 * Computed, not drawn: a retransmission, also across a restart, gets the same token.
 */
export function createDeviceToken(hash: KeyedHash, ...identity: readonly string[]): string {
  return hash.hex(`device ${identity.join('\n')}`);
}

/** `<sip:USER@ASTERISK-SIDE;fe=TOKEN>`: built, never edited, so nothing of the phone's leaks in. */
export function formatAsteriskContact(
  uri: Uri,
  token: string,
  asteriskSide: SocketAddress,
): string {
  const user = uri.kind === 'sip' && uri.user !== undefined ? `${escapeUser(uri.user)}@` : '';
  const rest = `${formatAddressPort(asteriskSide.address, asteriskSide.port)};${TOKEN_PARAMETER}=${token}`;
  const isTooLong = user.length + rest.length + 'sip:'.length > MAX_URI_LENGTH;
  return `<sip:${isTooLong ? '' : user}${rest}>`;
}

/** A second `@`, or bytes that no URI may hold, would make Asterisk refuse the Contact. */
function escapeUser(user: string): string {
  return user.replaceAll(
    /[^\w\-.!~*'()&=+$,;?/%:]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

const Q_VALUE = /^[01](?:\.\d{0,3})?$/;
const INSTANCE_ID = /^[^"\\]+$/;

/**
 * The header parameters that go on to Asterisk: `expires`, `q` and `+sip.instance`, each only in the
 * form that its RFC gives it.
 */
export function formatContactParameters(contact: Contact, expires: number | undefined): string {
  const { q = '', instanceId = '' } = contact;
  return (
    (expires === undefined ? '' : `;expires=${expires}`) +
    (Q_VALUE.test(q) ? `;q=${q}` : '') +
    (INSTANCE_ID.test(instanceId) ? `;+sip.instance="${instanceId}"` : '')
  );
}

/** The token in text[start, end), a URI that leads to us; undefined for any other. */
export function readDeviceToken(text: string, start: number, end: number): string | undefined {
  const host = Math.max(start, text.lastIndexOf('@', end - 1)); // a user part may hold `;fe=` too
  const parameter = findParameter(text, host, end, TOKEN_PARAMETER);
  if (parameter === undefined) return undefined;
  const token = text.slice(parameter.valueStart, parameter.end);
  return TOKEN.test(token) ? token : undefined;
}

/** True when the URI's host and port are this address of ours. */
export function leadsTo(uri: Uri, address: SocketAddress): boolean {
  return (
    uri.kind === 'sip' &&
    parseIpAddress(uri.host) === address.address &&
    (uri.port || 5060) === address.port
  );
}
