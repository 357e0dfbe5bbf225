// What a page's commands are run in: a machine of the lab, its Asterisk, and a directory with farend.yaml.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AsteriskInstance } from '../asterisk/start-asterisk.ts';

export interface DocScene {
  /** The network namespace of the machine. */
  readonly namespace: string;
  /** Where commands begin: farend.yaml is in it, and what else the page names without a path. */
  readonly directory: string;
  /** `asterisk -rx` of the page asks this one. */
  readonly asterisk?: AsteriskInstance;
  /** Paths as the page has them, and where they are in the lab: `/etc/asterisk`. */
  readonly paths?: Readonly<Record<string, string>>;
  /** What starts farend where no page does: `farend run -c farend.yaml`. */
  readonly begins?: string;
  /** What has happened before the first question: phones register. farend runs by then. */
  readonly populate?: () => Promise<void>;
}

const MAIN = join(import.meta.dirname, '../../../src/cli/main.ts');

/** A directory with `farend` and `asterisk` as the page's commands mean them. */
export function writeCommands({ directory, asterisk }: DocScene): string {
  const bin = join(directory, 'bin');
  mkdirSync(bin, { recursive: true });
  writeScript(join(bin, 'farend'), [process.execPath, MAIN]);
  if (asterisk !== undefined) writeScript(join(bin, 'asterisk'), asterisk.command);
  return bin;
}

function writeScript(path: string, words: readonly string[]): void {
  const quoted = words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`);
  writeFileSync(path, `#!/bin/sh\nexec ${quoted.join(' ')} "$@"\n`);
  chmodSync(path, 0o755);
}
