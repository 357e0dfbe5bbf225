// Which Asterisks are on this machine: those that run, by /proc, else the one whose asterisk.conf is where
// it usually is. Who it is, it says itself at its control socket.

import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readConfiguration } from '../asterisk/conf/read-configuration.ts';
import { ConfFiles } from '../asterisk/conf-files.ts';
import { AppError } from '../base/app-error.ts';
import { readAsteriskArgv, USUAL_CONF_FILE } from './asterisk-argv.ts';
import { openConsole } from './asterisk-console.ts';
import { readDirectories } from './asterisk-directories.ts';
import type { AsteriskProcess, FoundAsterisk } from './asterisk-survey.ts';
import { findModuleDirectory } from './find-module-directory.ts';
import { refuseFile } from './refuse-file.ts';

const GREETING_DEADLINE_MS = 5000;

/**
 * Every Asterisk that runs here, each once, in the order of their asterisk.conf; without one the usual one.
 *
 * @throws AppError ASTERISK_NOT_FOUND
 */
export async function findAsterisks(): Promise<FoundAsterisk[]> {
  const running = listConfFiles();
  if (running.length > 0) return Promise.all(running.map((file) => findAsterisk(file)));
  if (existsSync(USUAL_CONF_FILE)) return [await findAsterisk(USUAL_CONF_FILE)];
  throw new AppError(
    'ASTERISK_NOT_FOUND',
    `No Asterisk runs on this machine, and there is no ${USUAL_CONF_FILE}: name its asterisk.conf with --asterisk-conf`,
  );
}

/**
 * The Asterisk of that asterisk.conf, running or not.
 *
 * @throws AppError ASTERISK_NOT_FOUND without such a file, ASTERISK_UNREADABLE
 */
export async function findAsterisk(confFile: string): Promise<FoundAsterisk> {
  const path = resolve(confFile);
  const files = new ConfFiles(dirname(path), refuseFile);
  if (files.readFile(path) === undefined) {
    throw new AppError(
      'ASTERISK_NOT_FOUND',
      `There is no file ${path}: name Asterisk's asterisk.conf with --asterisk-conf`,
    );
  }
  const directories = readDirectories(readConfiguration(path, files, files.directory));
  const moduleDirectory = directories.moduleDirectory ?? findModuleDirectory();
  const found = {
    confFile: path,
    ...directories,
    ...(moduleDirectory !== undefined && { moduleDirectory }),
  };
  try {
    return { ...found, process: await meet(found.controlSocket) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...found, silence: error.message };
  }
}

/** Of the processes of this machine; one in a container has files that are not ours to read. */
function listConfFiles(): string[] {
  const files = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => readConfFile(pid) ?? []);
  return [...new Set(files)].toSorted();
}

function readConfFile(pid: string): string | undefined {
  try {
    const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    const file = readAsteriskArgv(argv);
    if (file === undefined) return undefined;
    const path = file.startsWith('/') ? file : resolve(readlinkSync(`/proc/${pid}/cwd`), file);
    return existsSync(path) && isSameFile(`/proc/${pid}/root${path}`, path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** True too where the root of the process may not be looked at: one without root's rights believes it. */
function isSameFile(theirs: string, ours: string): boolean {
  try {
    const [one, other] = [statSync(theirs), statSync(ours)];
    return one.dev === other.dev && one.ino === other.ino;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}

/** @throws AppError CONSOLE_UNREACHABLE */
async function meet(controlSocket: string): Promise<AsteriskProcess> {
  const { pid, version } = await openConsole(
    controlSocket,
    'core show version',
    GREETING_DEADLINE_MS,
  );
  return { pid, version, ...readOwner(pid, controlSocket) };
}

/** Its effective user and group; those of the socket where the number is that of another namespace. */
function readOwner(pid: number, controlSocket: string): { uid: number; gid: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const effective = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+\\d+\\s+(\\d+)`, 'm').exec(status)?.[1]);
    if (!/^Name:\s+(?:asterisk|ld-)/.test(status)) throw new Error('another process');
    return { uid: effective('Uid'), gid: effective('Gid') };
  } catch {
    const { uid, gid } = statSync(controlSocket);
    return { uid, gid };
  }
}
