// Temporary directories of the lab. The short path under the system's temporary directory holds Unix
// sockets; logs go where they survive a failed run, when the runner has named such a place.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ScratchDirectory {
  readonly path: string;
  readonly logPath: string;
  remove(): void;
}

/** Set by the runner: logs in there are kept until the next run when a test has failed. */
export const LOG_DIRECTORY_VARIABLE = 'FAREND_LAB_LOGS';

let count = 0;

/** A fresh directory; `label` names its logs. */
export function createScratchDirectory(label: string): ScratchDirectory {
  const path = mkdtempSync(join(tmpdir(), 'farend-lab-'));
  const kept = process.env[LOG_DIRECTORY_VARIABLE];
  count += 1;
  const logPath =
    kept === undefined ? join(path, 'log') : join(kept, `${label}-${process.pid}-${count}`);
  mkdirSync(logPath, { recursive: true });
  return { path, logPath, remove: () => rmSync(path, { recursive: true, force: true }) };
}
