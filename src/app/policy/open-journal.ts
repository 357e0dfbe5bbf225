// Where the journal of policy changes is, and who writes into it.

import { userInfo } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { FarendConfig } from '../../config/farend-config.ts';
import { type Author, PolicyJournal } from '../../enforcement/apply/policy-journal.ts';

const FILE = 'policy.ndjson';

/**
 * In `state`; without it in `policy.write`.
 *
 * @returns undefined where there is neither: then nothing can be changed
 */
export function openJournal(
  { state, policy }: Pick<FarendConfig, 'state' | 'policy'>,
  by: Author['by'],
): PolicyJournal | undefined {
  const directory = state ?? policy.write;
  if (directory === undefined) return undefined;
  return new PolicyJournal(join(directory, FILE), { by, user: nameUser() }, Date.now);
}

/** In a container the user may have no name. */
function nameUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.()}`;
  }
}
