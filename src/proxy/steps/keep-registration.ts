// The 2xx to a REGISTER: the phone gets its own Contact back, the binding is kept, and where a crash
// would lose it, the answer waits for the disk.

import { isStar, parseExpires } from '../../sip/contact.ts';
import { headerName } from '../../sip/header-name.ts';
import { findValues, type ValueSpan } from '../../sip/header-values.ts';
import { viewNameAddr } from '../../sip/name-addr.ts';
import { readParameterValue } from '../../sip/parameters.ts';
import { ParseFailure } from '../../sip/parse-failure.ts';
import { parseUri } from '../../sip/uri.ts';
import { readDeviceToken } from '../contact-token.ts';
import type { AsteriskResponse } from '../message.ts';
import { drop, type Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';
import type { RegisterAttempt } from '../register-attempt.ts';

export function keepRegistration(response: AsteriskResponse, parts: ProxyParts): Outcome {
  if (response.method !== 'REGISTER' || !response.isSuccess) return undefined;
  const { attempt, token } = response;
  if (token?.isTrunk === true) return undefined;
  // Forgotten by a restart, and the phone has not sent again: it will, and Asterisk answers again.
  if (attempt === undefined) return drop('no-register-attempt');
  const granted = readGranted(response, attempt);
  const { observation } = attempt;
  if (observation.device !== undefined)
    observation.expires = granted.seconds.get(observation.device);
  restoreContacts(response, attempt, granted, parts);
  closePeriods(attempt, parts);
  const { change, durable } = parts.keeper.apply(attempt, granted.seconds, response.receivedAt);
  response.bindingChange = change;
  watchDevices(attempt, parts);
  return durable && { kind: 'hold', until: durable.then(() => undefined) };
}

/** Of devices that had registered before. */
function closePeriods(attempt: RegisterAttempt, { bindings, natOutcomes }: ProxyParts): void {
  for (const { token } of attempt.contacts) {
    const binding = bindings.find(token);
    if (binding !== undefined) natOutcomes.close(binding);
  }
}

/** Their routers may forget them from now on. */
function watchDevices(attempt: RegisterAttempt, parts: ProxyParts): void {
  for (const { token } of attempt.contacts) {
    const binding = parts.bindings.find(token);
    if (binding !== undefined) parts.keepAlive.watch(binding);
  }
}

/** What the answer lists: seconds by token, and the values that are none of ours. */
interface Granted {
  readonly seconds: Map<string, number>;
  readonly foreign: string[];
}

function readGranted({ view }: AsteriskResponse, attempt: RegisterAttempt): Granted {
  const granted: Granted = { seconds: new Map(), foreign: [] };
  const header = parseExpires(view.firstValue(headerName.expires));
  for (const span of findValues(view, headerName.contact)) {
    const token = readToken(view.text, span, attempt);
    if (token === undefined) granted.foreign.push(view.text.slice(span.start, span.end));
    else granted.seconds.set(token.text, token.seconds ?? header ?? 0);
  }
  return granted;
}

function readToken(
  text: string,
  { start, end }: ValueSpan,
  attempt: RegisterAttempt,
): { text: string; seconds: number | undefined } | undefined {
  const view = viewNameAddr(text, start, end);
  if (view instanceof ParseFailure) return undefined;
  const own = readDeviceToken(text, view.uriStart, view.uriEnd);
  const isNamed = attempt.contacts.some((contact) => contact.token === own);
  // A phone may have a parameter of that name in its own Contact.
  const token = isNamed ? own : (findByUri(attempt, text.slice(view.uriStart, view.uriEnd)) ?? own);
  if (token === undefined) return undefined;
  const expires = readParameterValue(text, view.parametersStart, end, 'expires');
  return { text: token, seconds: parseExpires(expires) };
}

/** With `registration: path` Asterisk has the phone's own Contact, and writes it in its own way. */
function findByUri({ contacts }: RegisterAttempt, uriText: string): string | undefined {
  const uri = parseUri(uriText);
  if (uri instanceof ParseFailure || uri.kind === 'opaque') return undefined;
  return contacts.find((contact) => {
    const own = parseUri(contact.uri);
    if (own instanceof ParseFailure || own.kind === 'opaque') return false;
    const isSameHost = own.host.toLowerCase() === uri.host.toLowerCase();
    return isSameHost && own.user === uri.user && (own.port || 5060) === (uri.port || 5060);
  })?.token;
}

/**
 * The contacts that this request named, with its own bytes and the granted expiry; a query gets
 * all of the AOR. No token of ours is ever shown.
 */
function restoreContacts(
  response: AsteriskResponse,
  attempt: RegisterAttempt,
  granted: Granted,
  parts: ProxyParts,
): void {
  const values =
    attempt.kind === 'query'
      ? [...listAll(granted, parts), ...granted.foreign.filter((value) => !isStar(value))]
      : listNamed(attempt, granted);
  replaceContacts(response, values);
  const line = response.view.find(headerName.expires);
  if (line >= 0) agreeExpires(response, line, attempt, granted);
}

function listNamed(attempt: RegisterAttempt, { seconds }: Granted): string[] {
  const values: string[] = [];
  for (const { token, before, after, isUnregister } of attempt.contacts) {
    const expires = seconds.get(token);
    if (expires !== undefined && !isUnregister) values.push(before + expires + after);
  }
  return values;
}

function listAll({ seconds }: Granted, parts: ProxyParts): string[] {
  return [...seconds].flatMap(([token, expires]) => {
    const binding = parts.bindings.find(token);
    return binding === undefined ? [] : [`<${binding.contactUri}>;expires=${expires}`];
  });
}

function replaceContacts({ view, edit }: AsteriskResponse, values: readonly string[]): void {
  const first = view.find(headerName.contact);
  if (first < 0) return;
  if (values.length === 0) edit.removeLine(view, first);
  else edit.replace(view.valueStart(first), view.valueEnd(first), values.join(', '));
  let line = view.find(headerName.contact, first + 1);
  for (; line >= 0; line = view.find(headerName.contact, line + 1)) edit.removeLine(view, line);
}

/** Asterisk's Expires header can disagree with the contact's own; a phone may read either. */
function agreeExpires(
  { view, edit }: AsteriskResponse,
  line: number,
  attempt: RegisterAttempt,
  { seconds }: Granted,
): void {
  const named = attempt.contacts.map(({ token }) => seconds.get(token));
  const expires = named.find((value) => value !== undefined);
  if (expires !== undefined)
    edit.replace(view.valueStart(line), view.valueEnd(line), String(expires));
}
