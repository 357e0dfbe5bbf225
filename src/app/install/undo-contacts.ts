// Registrations that lead to farend, taken out of Asterisk: nobody is called by way of farend any more, and it
// is told when each phone will be back by itself.

import { isAppError } from '../../base/app-error.ts';
import { formatAddressPort } from '../../base/ip-address.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import { ASTERISK_SIDE_PORT } from '../../config/proxy-schema.ts';
import { readSecret } from '../../config/secret-source.ts';
import type { FarendContact } from '../../install/contacts/farend-contact.ts';
import { listFarendContacts } from '../../install/contacts/list-contacts.ts';
import { type AriLogin, removeContacts } from '../../install/contacts/remove-contacts.ts';

export interface UndoneContacts {
  /** Those that are gone. */
  readonly contacts: readonly FarendContact[];
  readonly remarks: readonly string[];
}

/** @param controlSockets of the Asterisks that farend was installed beside */
export async function undoContacts(
  config: FarendConfig,
  controlSockets: readonly string[],
): Promise<UndoneContacts> {
  const contacts: FarendContact[] = [];
  const remarks: string[] = [];
  for (const controlSocket of controlSockets) {
    const found = await listFarendContacts({ controlSocket }, listPlaces(config), Date.now).catch(
      overlook,
    );
    const results = await removeContacts(found, { controlSocket }, findAri(config));
    for (const { contact, failure } of results) {
      if (failure === undefined) contacts.push(contact);
      else remarks.push(`The registration of ${contact.aor} still leads to farend: ${failure}`);
    }
  }
  return { contacts, remarks };
}

/** An Asterisk that does not run calls nobody. */
function overlook(error: unknown): FarendContact[] {
  if (isAppError(error, 'CONSOLE_UNREACHABLE')) return [];
  throw error;
}

function listPlaces({ proxy }: FarendConfig): string[] {
  const { asteriskSide, asterisk } = proxy;
  if (asteriskSide !== undefined)
    return [formatAddressPort(asteriskSide.address, asteriskSide.port)];
  return asterisk.map(({ address }) => formatAddressPort(address, ASTERISK_SIDE_PORT));
}

function findAri({ asterisk }: FarendConfig): AriLogin | undefined {
  const [ari] = asterisk.flatMap((one) => one.ari ?? []);
  if (ari === undefined) return undefined;
  try {
    return { url: ari.url, username: ari.username, password: readSecret(ari.password) };
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
}
