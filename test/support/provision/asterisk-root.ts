// An Asterisk that can be started: unpacked under .cache, or installed on this machine.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from '../process/run-command.ts';
import { findProgram, listLibraryDirectories } from './unpacked-root.ts';

export interface AsteriskRoot {
  /** As Asterisk tells it, say `22.10.1~dfsg`. */
  readonly version: string;
  /** The words that start the program. */
  readonly command: readonly string[];
  readonly moduleDirectory: string;
  /** Holds `documentation/core-en_US.xml`, without which no configuration option registers. */
  readonly dataDirectory: string;
}

/** The Asterisk unpacked in `directory`, undefined when there is none that runs. */
export function describeUnpackedAsterisk(directory: string): Promise<AsteriskRoot | undefined> {
  const command = findProgram(directory, 'usr/sbin/asterisk');
  return command === undefined
    ? Promise.resolve(undefined)
    : describe(command, listLibraryDirectories(directory), join(directory, 'usr/share/asterisk'));
}

/** The `asterisk` on PATH, undefined when there is none that runs. */
export async function describeInstalledAsterisk(): Promise<AsteriskRoot | undefined> {
  const directories = (process.env.PATH ?? '').split(delimiter).concat('/usr/sbin', '/sbin');
  const path = directories.map((directory) => join(directory, 'asterisk')).find(existsSync);
  const data = ['/usr/share/asterisk', '/var/lib/asterisk'].find(hasDocumentation);
  if (path === undefined || data === undefined) {
    return undefined;
  }
  return await describe([path], [...listLibraryDirectories('/'), '/usr/lib64'], data);
}

/** True when that Asterisk brings the module, say `chan_sip`. */
export function hasModule(root: AsteriskRoot, name: string): boolean {
  return existsSync(join(root.moduleDirectory, `${name}.so`));
}

async function describe(
  command: readonly string[],
  libraryDirectories: readonly string[],
  dataDirectory: string,
): Promise<AsteriskRoot | undefined> {
  const moduleDirectory = libraryDirectories
    .map((directory) => join(directory, 'asterisk/modules'))
    .find(existsSync);
  const answer = await runCommand([...command, '-V']);
  const version = /Asterisk (\S+)/.exec(answer.stdout)?.[1];
  if (moduleDirectory === undefined || version === undefined) {
    return undefined;
  }
  return { version, command, moduleDirectory, dataDirectory };
}

function hasDocumentation(directory: string): boolean {
  return existsSync(join(directory, 'documentation/core-en_US.xml'));
}
