// Addresses inside tokens: a colon or a bracket may stand neither in a Via parameter nor in the user
// part of a URI (RFC 3261 §25.1); the characters that take their place may stand in both.

import { isIpv6 } from '../base/ip-address.ts';

const tokenCharacters: Readonly<Record<string, string>> = { ':': '!', '[': '*', ']': '+' };
const addressCharacters: Readonly<Record<string, string>> = { '!': ':', '*': '[', '+': ']' };

export function toTokenText(text: string): string {
  return text.replaceAll(/[:[\]]/g, (character) => tokenCharacters[character] ?? character);
}

export function fromTokenText(text: string): string {
  return text.replaceAll(/[!*+]/g, (character) => addressCharacters[character] ?? character);
}

/** An IP literal; the usual ones need no change. */
export function toAddressText(address: string): string {
  return isIpv6(address) ? toTokenText(address) : address;
}

/** The few sockets and Asterisks that there are, so that no message pays for the change. */
const nameTexts = new Map<string, string>();

/** The `address:port` of a socket of ours or of an Asterisk. */
export function toNameText(name: string): string {
  const known = nameTexts.get(name);
  if (known !== undefined) return known;
  const text = toTokenText(name);
  nameTexts.set(name, text);
  return text;
}
