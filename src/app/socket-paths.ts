// Where the Unix sockets are, in the directory `run`.

import { join } from 'node:path';

/** Of the proxy: what it saw, and what it may be told to do. */
export function feedPath(runDirectory: string): string {
  return join(runDirectory, 'feed.sock');
}

/** Of the companion: the API. */
export function apiPath(runDirectory: string): string {
  return join(runDirectory, 'farend.sock');
}

/** Who may change the settings of Asterisk. */
export function policyLockPath(runDirectory: string): string {
  return join(runDirectory, 'policy.sock');
}
