// What starts farend on this machine: the node and the main file of the process that installs it, where
// the service's user can read them.

import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../base/app-error.ts';
import type { FarendProgram } from './unit-options.ts';

/** A service has its own, empty ones of these (PrivateTmp, ProtectHome). */
const HIDDEN = ['/tmp', '/var/tmp', '/root', '/run/user'];

const READ = 0o004;
const PASS = 0o001;

/**
 * @param node the running node: `process.execPath`
 * @param main farend's main file: `process.argv[1]`, which may be a link to it
 * @throws AppError INSTALL_REFUSED where another user could not run it
 */
export async function findProgram(node: string, main: string): Promise<FarendProgram> {
  const program = { node: await realpath(node), main: await realpath(main) };
  for (const path of Object.values(program)) await refuseUnreadable(path);
  return program;
}

/** @throws AppError INSTALL_REFUSED where the service would not find farend.yaml */
export async function refuseHiddenConfig(configFile: string): Promise<void> {
  const closed = isHidden(configFile) ? dirname(configFile) : await findClosed(dirname(configFile));
  if (closed === undefined) return;
  throw new AppError(
    'INSTALL_REFUSED',
    `farend runs as a user of its own, which may not look into ${closed}: put farend.yaml elsewhere, such as /etc/farend/farend.yaml`,
  );
}

async function refuseUnreadable(path: string): Promise<void> {
  const closed =
    isHidden(path) || !(await has(path, READ)) ? path : await findClosed(dirname(path));
  if (closed === undefined) return;
  throw new AppError(
    'INSTALL_REFUSED',
    `farend runs as a user of its own, which may not read ${path} (${closed}): install Node and farend where everybody may read them, such as /usr/bin/node and /opt/farend, and run it from there; or go without a service (--no-systemd)`,
  );
}

function isHidden(path: string): boolean {
  return HIDDEN.some((directory) => path.startsWith(`${directory}/`));
}

/** The outermost directory that others may not pass. */
async function findClosed(directory: string): Promise<string | undefined> {
  const above = directory === '/' ? undefined : await findClosed(dirname(directory));
  if (above !== undefined) return above;
  return (await has(directory, PASS)) ? undefined : directory;
}

/** What is not there yet will be made with the usual rights. */
async function has(path: string, right: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined || (found.mode & right) !== 0;
}
