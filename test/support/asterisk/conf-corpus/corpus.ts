// Every odd set of configuration files, each in a directory of its own.

import { globSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ConfSource } from '../../../../src/asterisk/conf/read-configuration.ts';
import type { ConfCase } from './conf-case.ts';
import { inclusionCases } from './inclusions.ts';
import { lineCases } from './lines.ts';
import { sectionCases } from './sections.ts';

export interface PlacedCase extends ConfCase {
  /** What is read, relative to the configuration directory. */
  readonly file: string;
}

/** Writes the files of all cases below a configuration directory. */
export async function placeConfCorpus(configDirectory: string): Promise<PlacedCase[]> {
  const cases = [...sectionCases, ...lineCases, ...inclusionCases];
  return Promise.all(
    cases.map(async (confCase, index) => {
      const directory = `corpus/${index}`;
      for (const [name, text] of Object.entries(confCase.files)) {
        const path = join(configDirectory, directory, name);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(
          path,
          text.replaceAll('%/', `${configDirectory}/`).replaceAll('@/', `${directory}/`),
        );
      }
      return { ...confCase, file: `${directory}/main.conf` };
    }),
  );
}

/** Files as they are on this machine. */
export const filesAtHand: ConfSource = {
  readFile: (path) => (isFile(path) ? readFileSync(path, 'utf8') : undefined),
  listFiles: (glob) => globSync(glob),
};

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
