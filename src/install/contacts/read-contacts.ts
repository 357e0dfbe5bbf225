// Registrations as Asterisk's console tells them: chan_pjsip's from AstDB, where res_pjsip keeps them by default
// (res/res_sorcery_astdb.c), chan_sip's from AstDB and peer by peer.

import { z } from 'zod';
import type { FarendContact } from './farend-contact.ts';

const MS_PER_S = 1000;

const storedSchema = z.object({
  uri: z.string(),
  path: z.string().default(''),
  user_agent: z.string().default(''),
  /** Seconds since 1970, as text. */
  expiration_time: z.coerce.number(),
});

/**
 * @param output of `database show registrar`
 * @param places farend's addresses towards Asterisk, `host:port`
 */
export function readPjsipContacts(output: string, places: readonly string[]): FarendContact[] {
  return output.split('\n').flatMap((line) => {
    const [, id, aor, json] =
      /^\/registrar\/contact\/((.+?);@[0-9a-f]{32})\s*: (\{.*\})\s*$/.exec(line) ?? [];
    if (id === undefined || aor === undefined || json === undefined) return [];
    const { data } = storedSchema.safeParse(parseJson(json));
    if (data === undefined || !leadsTo(`${data.uri} ${data.path}`, places)) return [];
    const expiresAt = data.expiration_time * MS_PER_S;
    return { driver: 'chan_pjsip', aor, id, userAgent: data.user_agent, expiresAt };
  });
}

/**
 * The peers whose registration leads to farend.
 *
 * @param output of `database show SIP/Registry`: `/SIP/Registry/PEER : ADDRESS:PORT:SECONDS:USER:CONTACT`
 */
export function readSipPeers(output: string, places: readonly string[]): string[] {
  return output.split('\n').flatMap((line) => {
    const [, peer, value] = /^\/SIP\/Registry\/(\S+)\s*: (.*?)\s*$/.exec(line) ?? [];
    return peer !== undefined && places.some((place) => value?.startsWith(`${place}:`)) ? peer : [];
  });
}

/**
 * One of them.
 *
 * @param output of `sip show peer`; its `Expire` counts down in seconds
 * @returns undefined when it is not registered any more
 */
export function readSipContact(
  peer: string,
  output: string,
  now: number,
): FarendContact | undefined {
  const read = (name: string): string =>
    new RegExp(`^ {2}${name}\\s*: (.*?)\\s*$`, 'm').exec(output)?.[1] ?? '';
  const seconds = Number(read('Expire'));
  if (read('Expire') === '' || !(seconds >= 0)) return undefined;
  const expiresAt = now + seconds * MS_PER_S;
  return { driver: 'chan_sip', aor: peer, id: peer, userAgent: read('Useragent'), expiresAt };
}

/** Nothing else of a URI stands behind an at sign and before one of these. */
function leadsTo(uris: string, places: readonly string[]): boolean {
  return places.some((place) =>
    [...'; >,'].some(
      (end) => `${uris} `.includes(`@${place}${end}`) || `${uris} `.includes(`:${place}${end}`),
    ),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
