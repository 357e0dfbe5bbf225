// Whether ARI lets farend in, as farend itself goes in, under a name of its own.

import type { FarendConfig } from '../../config/farend-config.ts';
import { readSecret } from '../../config/secret-source.ts';
import { openAriAccess } from '../../enforcement/writers/ari-access.ts';

type Ari = NonNullable<FarendConfig['asterisk'][number]['ari']>;

/** @throws AppError SECRET_UNREADABLE, ARI_UNREACHABLE */
export async function gatherAri(asterisk: string, { url, username, password }: Ari): Promise<true> {
  const access = await openAriAccess({ asterisk, url, username, password: readSecret(password) });
  await access.close();
  return true;
}
