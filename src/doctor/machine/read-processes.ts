// The processes of this very farend, found by their command lines in /proc.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { resolve } from 'node:path';

type FarendRole = 'run' | 'proxy' | 'companion';

export interface FarendProcess {
  readonly role: FarendRole;
  readonly pid: number;
  readonly uid: number;
  readonly gids: readonly number[];
  /** Soft limit of open files; absent where this command may not look. */
  readonly openFileLimit?: number;
  readonly openFiles?: number;
}

const roles: readonly string[] = ['run', 'proxy', 'companion'] satisfies FarendRole[];

/** Those that were started with that configuration file. */
export function readFarendProcesses(configFile: string): FarendProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name), resolve(configFile)) ?? []);
}

function readProcess(pid: number, configFile: string): FarendProcess | undefined {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    const role = findRole(words);
    if (role === undefined || findConfig(pid, words) !== configFile) return undefined;
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const openFileLimit = readOpenFileLimit(pid);
    return {
      role,
      pid,
      uid: readNumbers(status, 'Uid')[0] ?? 0,
      gids: [...readNumbers(status, 'Gid').slice(0, 1), ...readNumbers(status, 'Groups')],
      ...(openFileLimit !== undefined && { openFileLimit }),
      ...readOpenFiles(pid),
    };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}

/** `node OPTIONS FILE run -c …`, or `farend run -c …` as a program of its own. */
function findRole(words: readonly string[]): FarendRole | undefined {
  const at = words.findIndex(
    (word, index) =>
      index > 0 && roles.includes(word) && /farend|main\.[jt]s$/.test(words[index - 1] ?? ''),
  );
  return words[at] as FarendRole | undefined;
}

function findConfig(pid: number, words: readonly string[]): string {
  const at = words.findIndex((word) => word === '-c' || word === '--config');
  const joined = words.find((word) => word.startsWith('--config='))?.slice('--config='.length);
  const file = at >= 0 ? (words[at + 1] ?? '') : (joined ?? '/etc/farend/farend.yaml');
  return resolve(readlinkSync(`/proc/${pid}/cwd`), file);
}

function readNumbers(status: string, name: string): number[] {
  const values = new RegExp(`^${name}:(.*)$`, 'm').exec(status)?.[1]?.trim() ?? '';
  return values === '' ? [] : values.split(/\s+/).map(Number);
}

function readOpenFileLimit(pid: number): number | undefined {
  const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? undefined : Number(soft);
}

/** Only its own user and root may count them. */
function readOpenFiles(pid: number): { openFiles?: number } {
  try {
    return { openFiles: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return {};
  }
}
