// Which objects of chan_pjsip are in a database or in AstDB, and in which of its tables, as sorcery.conf
// says.

import type { ConfigCategory } from '../../asterisk/ami/config-reader.ts';
import type { AsteriskAccess } from '../asterisk-access.ts';

/** The name that extconfig.conf gives to the table: `ps_endpoints`; absent for what is in none. */
export interface RealtimeTables {
  readonly endpoint?: string;
  readonly aor?: string;
  /** The family of AstDB in which AORs are: `ps_aors`. */
  readonly astdbAor?: string;
}

/** @throws AppError AMI_UNREACHABLE, AMI_REFUSED */
export async function readRealtimeTables(
  access: Pick<AsteriskAccess, 'readConfig'>,
): Promise<RealtimeTables> {
  return findRealtimeTables((await access.readConfig('sorcery.conf')) ?? []);
}

const REALTIME = /^\s*realtime\s*,\s*(\w+)/;
const ASTDB = /^\s*astdb\s*,\s*(\w+)/;

/** What has a cache before its table is left out: Asterisk would go on with what is in the cache. */
export function findRealtimeTables(sorceryConf: readonly ConfigCategory[]): RealtimeTables {
  const settings = sorceryConf
    .filter(({ name }) => name === 'res_pjsip')
    .flatMap(({ variables }) => variables);
  const find = (kind: string, place: RegExp): string | undefined => {
    if (settings.some(([name]) => name === `${kind}/cache`)) return undefined;
    const tables = settings.flatMap(([name, value]) =>
      name === kind ? (place.exec(value)?.[1] ?? []) : [],
    );
    return tables[0];
  };
  const [endpoint, aor] = [find('endpoint', REALTIME), find('aor', REALTIME)];
  const astdbAor = find('aor', ASTDB);
  return {
    ...(endpoint !== undefined && { endpoint }),
    ...(aor !== undefined && { aor }),
    ...(astdbAor !== undefined && { astdbAor }),
  };
}
