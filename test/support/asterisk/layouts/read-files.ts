// The configuration files of a layout, as they are in test/fixtures/asterisk.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/asterisk');

/** Path inside Asterisk's configuration directory → text. */
export function readLayoutFiles(layout: string): Record<string, string> {
  const directory = join(FIXTURES, layout);
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    files.map((path) => [path.slice(directory.length + 1), readFileSync(path, 'utf8')]),
  );
}
