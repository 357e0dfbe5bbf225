// The Contact of a REGISTER becomes ours: each value is given to the device that it stands for, and
// Asterisk gets a Contact, or a Path, that names that device and leads to farend.

import { testContact } from '../../nat/nat-tests.ts';
import {
  type Contact,
  createTemplate,
  isStar,
  parseContact,
  parseExpires,
} from '../../sip/contact.ts';
import { headerName } from '../../sip/header-name.ts';
import { findValues, unfold } from '../../sip/header-values.ts';
import type { MessageView } from '../../sip/message-view.ts';
import { ParseFailure } from '../../sip/parse-failure.ts';
import type { Binding } from '../binding.ts';
import {
  createDeviceToken,
  formatAsteriskContact,
  formatContactParameters,
} from '../contact-token.ts';
import type { DeviceClaim } from '../device-identity.ts';
import type { PhoneRequest } from '../message.ts';
import { type Outcome, respond } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';
import type { MappedContact } from '../register-attempt.ts';
import { addPath } from './add-path.ts';
import { findDevices } from './find-devices.ts';
import { rememberAttempt } from './remember-attempt.ts';

/** No phone has more in one REGISTER; each costs a look-up and a hash. */
const MAX_CONTACTS = 10;

export function mapContacts(request: PhoneRequest, parts: ProxyParts): Outcome {
  if (!request.isRegister || request.isTrunk) return undefined;
  const { view } = request;
  const line = view.find(headerName.contact);
  if (line < 0) return rememberAttempt(request, parts, 'query', []);
  const known = findUnchanged(request, line, parts);
  if (known !== undefined) return finish(request, parts, [known]);
  const spans = findValues(view, headerName.contact);
  if (spans.length > MAX_CONTACTS) return respond(400, 'too-many-contacts');
  const values = spans.map(({ start, end }) => unfold(view.text.slice(start, end)));
  if (values.some(isStar)) return mapStar(request, parts, values.length);
  const contacts: Contact[] = [];
  for (const value of values) {
    const contact = parseContact(value);
    if (contact instanceof ParseFailure) return respond(400, contact.code);
    contacts.push(contact);
  }
  return assign(request, parts, contacts);
}

/** The usual refresh: the one value that this device sent last time, under the same Call-ID. */
function findUnchanged(
  request: PhoneRequest,
  line: number,
  parts: ProxyParts,
): MappedContact | undefined {
  const { view } = request;
  if (view.find(headerName.contact, line + 1) >= 0) return undefined;
  const value = view.value(line);
  for (const { lastMapping, callId } of parts.bindings.ofAor(request.aor)) {
    if (lastMapping?.text === value && callId === request.callId)
      return hasZeroExpires(view) ? undefined : lastMapping;
  }
  return undefined;
}

/** An unregistration may look like a refresh but for this header. */
function hasZeroExpires(view: MessageView): boolean {
  return parseExpires(view.firstValue(headerName.expires)) === 0;
}

/** RFC 3261 §10.2.2: `*` stands alone. Asterisk checks that Expires is 0. */
function mapStar(request: PhoneRequest, parts: ProxyParts, count: number): Outcome {
  return count === 1 ? rememberAttempt(request, parts, 'star', []) : respond(400, 'bad-name-addr');
}

function assign(request: PhoneRequest, parts: ProxyParts, contacts: readonly Contact[]): Outcome {
  const claims = contacts.map((contact) => makeClaim(request, contact));
  return findDevices(request, parts, claims, (found) =>
    finish(request, parts, mapEach(request, parts, contacts, claims, found)),
  );
}

function makeClaim(request: PhoneRequest, contact: Contact): DeviceClaim {
  return {
    contactUri: contact.nameAddr.uri,
    instanceId: contact.instanceId,
    callId: request.callId,
    userAgent: request.view.firstValue(headerName.userAgent) ?? '',
    address: request.phone.address,
  };
}

function mapEach(
  request: PhoneRequest,
  parts: ProxyParts,
  contacts: readonly Contact[],
  claims: readonly DeviceClaim[],
  found: readonly (Binding | undefined)[],
): MappedContact[] {
  const header = parseExpires(request.view.firstValue(headerName.expires));
  const isExact = (index: number) => found[index]?.contactUri === claims[index]?.contactUri;
  const isActive = (index: number) => (contacts[index]?.expires ?? header) !== 0;
  return contacts.map((contact, index) => {
    const binding = found[index];
    // Two Contacts that both stay registered are two devices, also under one Call-ID: the one that
    // was there before keeps the token, else the first.
    const isTaken = contacts.some(
      (_, other) =>
        other !== index &&
        found[other] === binding &&
        isActive(other) &&
        (isExact(other) || other < index),
    );
    const claim = claims[index] as DeviceClaim;
    const token =
      binding === undefined || (isTaken && isActive(index) && !isExact(index))
        ? newToken(request, parts, claim)
        : binding.token;
    const { uri } = contact;
    const { before, after } = createTemplate(contact);
    const asteriskUri = formatAsteriskContact(uri, token, parts.asteriskSide);
    return {
      text: contact.text,
      uri: contact.nameAddr.uri,
      instanceId: contact.instanceId,
      claimed: uri.kind === 'sip' ? { host: uri.host, port: uri.port } : undefined,
      before,
      after,
      token,
      asteriskContact: asteriskUri + formatContactParameters(contact, contact.expires),
      isUnregister: !isActive(index),
    };
  });
}

function newToken(request: PhoneRequest, parts: ProxyParts, claim: DeviceClaim): string {
  return createDeviceToken(
    parts.hash,
    request.aor,
    claim.callId,
    claim.contactUri,
    claim.userAgent,
    claim.address,
  );
}

/** Contacts of ours in the place of the phone's; or with `registration: path`, a Path beside them. */
function finish(
  request: PhoneRequest,
  parts: ProxyParts,
  mapped: readonly MappedContact[],
): Outcome {
  if (parts.options.registration === 'path') addPath(request, parts, mapped);
  else replaceContacts(request, mapped);
  testContacts(request, parts, mapped);
  return rememberAttempt(request, parts, 'contacts', mapped);
}

function replaceContacts({ view, edit }: PhoneRequest, mapped: readonly MappedContact[]): void {
  const first = view.find(headerName.contact);
  edit.replace(view.valueStart(first), view.valueEnd(first), formatSent(mapped));
  for (let line = view.find(headerName.contact, first + 1); line >= 0; ) {
    edit.removeLine(view, line);
    line = view.find(headerName.contact, line + 1);
  }
}

/** What falls on one token is sent once: the last that stays registered, else the last. */
function formatSent(mapped: readonly MappedContact[]): string {
  if (mapped.length === 1) return (mapped[0] as MappedContact).asteriskContact;
  const byToken = new Map<string, MappedContact>();
  for (const contact of mapped) {
    const earlier = byToken.get(contact.token);
    if (earlier === undefined || !contact.isUnregister || earlier.isUnregister)
      byToken.set(contact.token, contact);
  }
  return [...byToken.values()].map(({ asteriskContact }) => asteriskContact).join(', ');
}

function testContacts(
  request: PhoneRequest,
  parts: ProxyParts,
  mapped: readonly MappedContact[],
): void {
  for (const { claimed } of mapped) {
    if (claimed !== undefined)
      request.natTests |= testContact(claimed, request.phone, parts.localNetworks);
  }
}
