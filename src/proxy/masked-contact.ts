// Asterisk's Contact as phones get to see it: it leads to farend, so that a phone which ignores
// Record-Route still sends the rest of the dialog through us. Nothing in it is secret: it names an
// Asterisk, and only those of the configuration count.

import { formatParameters } from '../sip/parameters.ts';
import type { SipUri } from '../sip/uri.ts';
import { fromTokenText, toNameText, toTokenText } from './token-text.ts';

const PARAMETER = 'fe';

/**
 * @param sentBy `host:port` as the phone shall see us
 * @param asterisk the one that the message came from, as `address:port`
 */
export function maskContact(uri: SipUri, sentBy: string, asterisk: string): string {
  const user = uri.user === undefined ? '' : `${uri.user}@`;
  const ownHost = uri.hostText === asterisk ? '' : `~${toTokenText(uri.hostText)}`;
  return `${uri.scheme}:${user}${sentBy}${formatParameters(uri.parameters)};${PARAMETER}=${toNameText(asterisk)}${ownHost}`;
}

/** The URI as Asterisk wrote it, and which Asterisk that was; undefined for any other URI. */
export function unmaskContact(uri: SipUri): { uri: string; asterisk: string } | undefined {
  const mask = uri.parameters.find(({ name }) => name === PARAMETER)?.value;
  if (mask === undefined) return undefined;
  const [asterisk, hostText = asterisk] = mask.split('~').map(fromTokenText);
  if (asterisk === undefined || hostText === undefined) return undefined;
  const user = uri.user === undefined ? '' : `${uri.user}@`;
  const parameters = uri.parameters.filter(({ name }) => name !== PARAMETER);
  return {
    uri: `${uri.scheme}:${user}${hostText}${formatParameters(parameters)}`,
    asterisk,
  };
}
