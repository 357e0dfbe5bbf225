// Contact values as REGISTER and its 200 carry them (RFC 3261 §20.10, §10.2; RFC 5626 §4.1).

import { parseDecimal, STAR } from './characters.ts';
import { formatNameAddr, type NameAddr, parseNameAddr } from './name-addr.ts';
import { formatParameters, unquote } from './parameters.ts';
import { ParseFailure } from './parse-failure.ts';
import { parseUri, type Uri } from './uri.ts';

export interface Contact {
  /** The value as it came. */
  readonly text: string;
  readonly nameAddr: NameAddr;
  readonly uri: Uri;
  /** Seconds; undefined when the value has no readable `expires`. */
  readonly expires: number | undefined;
  readonly q: string | undefined;
  /** `+sip.instance` without its quotes. */
  readonly instanceId: string | undefined;
}

/** RFC 3261 §20.19: delta-seconds go up to 2^32 - 1. */
const MAX_EXPIRES = 0xffffffff;

/** Reads one value, not `*`. */
export function parseContact(text: string): Contact | ParseFailure {
  const nameAddr = parseNameAddr(text);
  if (nameAddr instanceof ParseFailure) return nameAddr;
  const uri = parseUri(nameAddr.uri);
  if (uri instanceof ParseFailure) return uri;
  const parameterValue = (name: string) =>
    nameAddr.parameters.find((parameter) => parameter.name.toLowerCase() === name)?.value;
  const instance = parameterValue('+sip.instance');
  return {
    text,
    nameAddr,
    uri,
    expires: parseExpires(parameterValue('expires')),
    q: parameterValue('q'),
    instanceId: instance === undefined ? undefined : unquote(instance),
  };
}

export function formatContact(contact: Contact): string {
  return formatNameAddr(contact.nameAddr);
}

/** Seconds, or undefined for anything but delta-seconds. */
export function parseExpires(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = parseDecimal(text, 0, text.length, MAX_EXPIRES);
  return seconds < 0 ? undefined : seconds;
}

/** `Contact: *` ends all bindings of an address-of-record (RFC 3261 §10.2.2). */
export function isStar(text: string): boolean {
  return text.length === 1 && text.charCodeAt(0) === STAR;
}

/** A value cut where its `expires` goes: before + seconds + after is the value with that expiry. */
export interface ContactTemplate {
  readonly before: string;
  readonly after: string;
}

/** In place of the `expires` that the value has, else at its end. */
export function createTemplate({ nameAddr }: Contact): ContactTemplate {
  const { parameters } = nameAddr;
  const found = parameters.findIndex(({ name }) => name.toLowerCase() === 'expires');
  const at = found < 0 ? parameters.length : found;
  const before = formatNameAddr({ ...nameAddr, parameters: parameters.slice(0, at) });
  return { before: `${before};expires=`, after: formatParameters(parameters.slice(at + 1)) };
}
