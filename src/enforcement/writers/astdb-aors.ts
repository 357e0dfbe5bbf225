// AORs in AstDB, changed in their entries there over AMI: when Asterisk writes an AOR itself, the contacts
// of the phones that are registered become part of it for good (res_pjsip/location.c,
// contacts_to_var_list).

import { z } from 'zod';
import type { AsteriskAccess } from '../asterisk-access.ts';

export type AstdbAccess = Pick<AsteriskAccess, 'readAstdb' | 'writeAstdb' | 'listContacts'>;

type Entry = Readonly<Record<string, string>>;

const entrySchema = z.record(z.string(), z.string());

/** A line of AMI has 1024 bytes in Asterisk. */
const MAX_ENTRY_BYTES = 1000;

/**
 * @param family as sorcery.conf names it, `ps_aors`
 * @param aor as ARI shows it
 * @returns false where it has no such entry, or one that cannot be told or written over AMI
 * @throws AppError as the access does
 */
export async function writeAstdbAor(
  access: AstdbAccess,
  family: string,
  id: string,
  aor: ReadonlyMap<string, string>,
  attributes: readonly (readonly [name: string, value: string])[],
): Promise<boolean> {
  const key = `aor/${id}`;
  const text = await access.readAstdb(family, key);
  if (text === undefined) return false;
  const entry = parseEntry(text) ?? (await composeEntry(access, id, aor));
  if (entry === undefined) return false;
  const changed = JSON.stringify({ ...entry, ...Object.fromEntries(attributes) });
  if (Buffer.byteLength(changed) > MAX_ENTRY_BYTES) return false;
  await access.writeAstdb(family, key, changed);
  return true;
}

function parseEntry(text: string): Entry | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * Asterisk 16 cuts what DBGet returns after 255 bytes.
 *
 * @returns undefined where it has contacts of its own beside those of registered phones
 */
async function composeEntry(
  access: AstdbAccess,
  id: string,
  aor: ReadonlyMap<string, string>,
): Promise<Entry | undefined> {
  const { contact = '', ...entry } = Object.fromEntries(aor);
  const contacts = await access.listContacts();
  const registered = contacts.filter(({ aor: name, callId }) => name === id && callId !== '');
  const uris = new Set(registered.map(({ uri }) => uri));
  return contact.split(',').every((uri) => uri === '' || uris.has(uri)) ? entry : undefined;
}
