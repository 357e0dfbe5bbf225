// Whether the secrets that a configuration names can be had: a file that is read again must not end a
// connection that works.

import type { FarendConfig } from '../config/farend-config.ts';
import { readSecret } from '../config/secret-source.ts';

/** @throws AppError SECRET_UNREADABLE: the first that cannot be had */
export function checkSecrets({ asterisk }: Pick<FarendConfig, 'asterisk'>): void {
  for (const { ami, ari } of asterisk) {
    readSecret(ami.secret);
    if (ari !== undefined) readSecret(ari.password);
  }
}
