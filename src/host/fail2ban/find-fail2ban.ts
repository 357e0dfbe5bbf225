// Whether fail2ban watches Asterisk here: behind a proxy all wrong passwords come from one address.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Jail, type JailFiles, readJails } from './read-jails.ts';

export interface Fail2ban {
  readonly directory: string;
  /** Those that are on and read what Asterisk writes. */
  readonly asteriskJails: readonly Jail[];
}

/**
 * @param directory its configuration, `/etc/fail2ban`
 * @param logDirectory Asterisk's
 * @param leftOut a file that is taken for missing: as it is without that one
 * @returns undefined where it is not installed, or its files may not be read
 */
export function findFail2ban(
  directory: string,
  logDirectory: string,
  leftOut?: string,
): Fail2ban | undefined {
  if (disk.readFile(join(directory, 'jail.conf')) === undefined) return undefined;
  const jails = readJails(directory, {
    ...disk,
    readFile: (path) => (path === leftOut ? undefined : disk.readFile(path)),
  });
  return {
    directory,
    asteriskJails: jails.filter((jail) => jail.isEnabled && watchesAsterisk(jail, logDirectory)),
  };
}

/** Its own filters, FreePBX's, and whatever reads a file of Asterisk's. */
export function watchesAsterisk({ filter, logPaths }: Jail, logDirectory: string): boolean {
  return /^asterisk\b/.test(filter) || logPaths.some((path) => path.startsWith(`${logDirectory}/`));
}

const disk: JailFiles = {
  readFile(path) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
  listDirectory(path) {
    try {
      return readdirSync(path).toSorted();
    } catch {
      return [];
    }
  },
};
