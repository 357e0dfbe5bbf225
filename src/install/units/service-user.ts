// farend's own user of the operating system, made by useradd(8).

import { readFile } from 'node:fs/promises';

/** Without a shell and without a home; the group has the same name. */
export const SERVICE_USER = 'farend';

/** useradd of shadow-utils, which is wherever systemd is. */
export function makeUserCommand(user: string): string[] {
  return [
    'useradd',
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir=/nonexistent',
    '--shell=/usr/sbin/nologin',
    user,
  ];
}

/** The group by which it may read Asterisk's files; none for root's, whose files everybody may read or nobody. */
export async function findGroupNames(gid: number): Promise<string[]> {
  const lines = (await readFile('/etc/group', 'utf8')).split('\n').map((line) => line.split(':'));
  const [name] = lines.find(([, , number]) => number === String(gid)) ?? [];
  return gid === 0 || name === undefined ? [] : [name];
}
