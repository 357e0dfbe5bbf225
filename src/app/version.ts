// farend's version, from the package's own file.

import { readFileSync } from 'node:fs';

/** The same two levels up in a checkout (src/app) and in the package (dist/app). */
export function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}
