// Which user farend runs as: it is that one who has to get at its files.

import { readFileSync } from 'node:fs';
import type { FileFacts, ServiceUser } from './file-facts.ts';
import type { FarendProcess } from './read-processes.ts';
import type { UnitFacts } from './read-units.ts';

interface Signs {
  readonly processes: readonly FarendProcess[];
  readonly units: readonly UnitFacts[] | undefined;
  readonly files: readonly FileFacts[];
}

/** By the process that runs, else the unit, else the owner of `state`. */
export function findServiceUser({ processes, units, files }: Signs): ServiceUser | undefined {
  const passwd = readText('/etc/passwd');
  const running = processes.find(({ role }) => role === 'proxy') ?? processes[0];
  if (running !== undefined) {
    const { uid, gids } = running;
    return { uid, gids, by: `pid ${running.pid}`, name: nameUser(passwd, uid) };
  }
  const unit = units?.find(({ user }) => user !== '');
  if (unit !== undefined) return findByName(passwd, unit);
  const state = files.find(({ role }) => role === 'state')?.ownership;
  if (state === undefined) return undefined;
  const { uid, gid, path } = state;
  return { uid, gids: [gid], by: `owner of ${path}`, name: nameUser(passwd, uid) };
}

function findByName(passwd: string, { name: by, user }: UnitFacts): ServiceUser | undefined {
  const columns = listUsers(passwd).find(([name]) => name === user);
  if (columns === undefined) return undefined;
  const gids = [Number(columns[3]), ...listGroups(user)];
  return { uid: Number(columns[2]), gids, by, name: user };
}

function nameUser(passwd: string, uid: number): string {
  return listUsers(passwd).find((columns) => Number(columns[2]) === uid)?.[0] ?? String(uid);
}

function listUsers(passwd: string): string[][] {
  return passwd.split('\n').flatMap((line) => (line === '' ? [] : [line.split(':')]));
}

function listGroups(user: string): number[] {
  return readText('/etc/group')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((columns) => columns[3]?.split(',').includes(user))
    .map((columns) => Number(columns[2]));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
