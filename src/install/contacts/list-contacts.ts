// The registrations of an Asterisk that lead to farend.

import { isAppError } from '../../base/app-error.ts';
import { askConsole } from '../../host/asterisk-console.ts';
import type { FoundAsterisk } from '../../host/asterisk-survey.ts';
import { type ConsoleCommand, formatShowPeer } from '../../host/console-command.ts';
import type { FarendContact } from './farend-contact.ts';
import { readPjsipContacts, readSipContact, readSipPeers } from './read-contacts.ts';

type Console = Pick<FoundAsterisk, 'controlSocket'>;

/**
 * By the console alone: it needs neither AMI nor farend. Contacts that are kept in a database besides AstDB
 * (sorcery.conf) are not found; they go when their registrations expire.
 *
 * @param places farend's addresses towards Asterisk, `host:port`, an IPv6 address in brackets
 * @param now milliseconds since 1970
 * @throws AppError CONSOLE_UNREACHABLE
 */
export async function listFarendContacts(
  asterisk: Console,
  places: readonly string[],
  now: () => number,
): Promise<FarendContact[]> {
  const ask = (command: ConsoleCommand): Promise<string> => askConsole(asterisk, command);
  const pjsip = readPjsipContacts(await ask('database show registrar'), places);
  const sip: FarendContact[] = [];
  for (const peer of readSipPeers(await ask('database show SIP/Registry'), places)) {
    const output = await askAbout(asterisk, peer);
    const contact = output === undefined ? undefined : readSipContact(peer, output, now());
    if (contact !== undefined) sip.push(contact);
  }
  return [...pjsip, ...sip];
}

/** A peer with an odd name is left to its expiry. */
async function askAbout(asterisk: Console, peer: string): Promise<string | undefined> {
  try {
    return await askConsole(asterisk, formatShowPeer(peer));
  } catch (error) {
    if (isAppError(error, 'CONSOLE_UNREACHABLE')) return undefined;
    throw error;
  }
}
