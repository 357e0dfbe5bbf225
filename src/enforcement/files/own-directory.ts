// The directory `policy.write`: farend's own, inside Asterisk's configuration directory.

import { lstat, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '../../base/app-error.ts';
import type { OwnFileName } from './own-file.ts';

export class OwnDirectory {
  readonly path: string;
  /** Asterisk's own, where the paths of all includes begin. */
  readonly parent: string;

  constructor(path: string) {
    this.path = resolve(path);
    this.parent = dirname(this.path);
  }

  fileOf(name: OwnFileName): string {
    return join(this.path, name);
  }

  /** How Asterisk is told to read it. */
  lineOf(name: OwnFileName): string {
    return `#tryinclude ${basename(this.path)}/${name}`;
  }

  /** @param file absolute, or relative to Asterisk's configuration directory */
  holds(file: string): boolean {
    return dirname(resolve(this.parent, file)) === this.path;
  }
}

/**
 * It may be missing.
 *
 * @throws AppError POLICY_UNWRITABLE when it is not what the configuration takes it for
 */
export async function openOwnDirectory(write: string): Promise<OwnDirectory> {
  const directory = new OwnDirectory(write);
  const { path, parent } = directory;
  await refuseAbsentParent(parent, path);
  const status = await lstat(path).catch(() => undefined);
  if (status === undefined) return directory;
  if (status.isSymbolicLink())
    throw new AppError(
      'POLICY_UNWRITABLE',
      `${path} is a symbolic link: farend writes only into a directory of its own beside Asterisk's files. Put a directory there, or name another one in policy.write`,
    );
  if (!status.isDirectory())
    throw new AppError(
      'POLICY_UNWRITABLE',
      `${path} is not a directory: move it away, farend makes the directory itself, or name another one in policy.write`,
    );
  return directory;
}

async function refuseAbsentParent(parent: string, path: string): Promise<void> {
  const isThere = await stat(parent).then(
    (status) => status.isDirectory(),
    () => false,
  );
  if (!isThere)
    throw new AppError(
      'POLICY_UNWRITABLE',
      `There is no directory ${parent}: policy.write (${path}) has to be inside Asterisk's configuration directory, say /etc/asterisk/farend.d`,
    );
}
