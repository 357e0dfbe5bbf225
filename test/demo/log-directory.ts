// Where Asterisk and farend log during the demo: told and kept when it fails, removed otherwise.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOG_DIRECTORY_VARIABLE } from '../support/scratch-directory.ts';

/** Names a fresh directory to this process and its children. */
export function openLogDirectory(): void {
  const directory = mkdtempSync(join(tmpdir(), 'farend-demo-'));
  process.env[LOG_DIRECTORY_VARIABLE] = directory;
  process.once('exit', (exitCode) => {
    if (exitCode === 1 && readdirSync(directory).length > 0) {
      console.error(`What Asterisk and farend logged is in ${directory}.`);
    } else {
      rmSync(directory, { recursive: true, force: true });
    }
  });
}
