// Which Asterisk has its files at hand, for farend to write beside them.

import { AppError } from '../../base/app-error.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import { isLocalHost } from '../../enforcement/local-host.ts';

/**
 * Its name: that of the one on this machine; undefined without `policy.write`, or where none is.
 *
 * @throws AppError CONFIG_INVALID where several are on this machine: nothing says whose files they are
 */
export async function findFileAsterisk({
  asterisk,
  policy,
}: Pick<FarendConfig, 'asterisk' | 'policy'>): Promise<string | undefined> {
  if (policy.write === undefined) return undefined;
  const local: string[] = [];
  for (const { name, ami } of asterisk) if (await isLocalHost(ami.host)) local.push(name);
  if (local.length <= 1) return local[0];
  throw new AppError(
    'CONFIG_INVALID',
    `policy.write: ${local.join(' and ')} are both asked on this machine, and nothing says whose files are in ${policy.write}: set policy.write to none, and paste what farend prints, or give each a configuration file of farend's own`,
  );
}
