// Takes registrations that lead to farend out of Asterisk, so that nobody is called there: over ARI, or by the
// console where ARI is not at hand.

import { isAppError } from '../../base/app-error.ts';
import { askConsole } from '../../host/asterisk-console.ts';
import type { FoundAsterisk } from '../../host/asterisk-survey.ts';
import { formatDeleteContact, formatUnregister } from '../../host/console-command.ts';
import type { FarendContact } from './farend-contact.ts';

export interface AriLogin {
  /** `http://127.0.0.1:8088` */
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** What became of one. */
export interface RemovedContact {
  readonly contact: FarendContact;
  /** Why it is still there; absent: it is gone. */
  readonly failure?: string;
}

const ARI_MS = 10_000;

/**
 * One after the other: Asterisk tells whoever watches of each. Removed twice does no more.
 *
 * @param ari absent: by the console
 */
export async function removeContacts(
  contacts: readonly FarendContact[],
  asterisk: Pick<FoundAsterisk, 'controlSocket'>,
  ari?: AriLogin,
): Promise<RemovedContact[]> {
  const removed: RemovedContact[] = [];
  for (const contact of contacts) {
    try {
      await removeContact(contact, asterisk, ari);
      removed.push({ contact });
    } catch (error) {
      if (!isAppError(error)) throw error;
      removed.push({ contact, failure: error.message });
    }
  }
  return removed;
}

async function removeContact(
  { driver, id }: FarendContact,
  asterisk: Pick<FoundAsterisk, 'controlSocket'>,
  ari: AriLogin | undefined,
): Promise<void> {
  if (driver === 'chan_sip') await askConsole(asterisk, formatUnregister(id));
  else if (ari === undefined || !(await deleteOverAri(id, ari)))
    await askConsole(asterisk, formatDeleteContact(id));
}

/** @returns false when ARI cannot be had, or does not let farend do it */
async function deleteOverAri(id: string, { url, username, password }: AriLogin): Promise<boolean> {
  const path = `/ari/asterisk/config/dynamic/res_pjsip/contact/${encodeURIComponent(id)}`;
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  try {
    const { status } = await fetch(new URL(path, url), {
      method: 'DELETE',
      headers: { authorization: `Basic ${credentials}` },
      signal: AbortSignal.timeout(ARI_MS),
    });
    // 404: it expired meanwhile, or its phone took it back.
    return status === 204 || status === 404;
  } catch {
    return false;
  }
}
