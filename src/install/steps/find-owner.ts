// Whose a new file is, in numbers: names are looked up when they are needed, since an earlier step may have
// made the user.

import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileOwner } from '../install-step.ts';

export interface OwnerNumbers {
  readonly uid: number;
  readonly gid: number;
  /** False where the group that was named does not exist: then it may have no rights. */
  readonly hasGroup: boolean;
}

export async function findOwner(owner: FileOwner, file: string): Promise<OwnerNumbers> {
  const around = await stat(dirname(file));
  const { uid = around.uid, gid = around.gid } = owner;
  const namedUser = owner.user && (await findNumber('/etc/passwd', owner.user));
  const namedGroup = owner.group && (await findNumber('/etc/group', owner.group));
  return {
    uid: typeof namedUser === 'number' ? namedUser : uid,
    gid: typeof namedGroup === 'number' ? namedGroup : gid,
    hasGroup: owner.group === undefined || typeof namedGroup === 'number',
  };
}

/** passwd(5) and group(5) have name and number in the same columns. */
async function findNumber(file: string, name: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const line = text.split('\n').find((each) => each.startsWith(`${name}:`));
  const number = Number(line?.split(':')[2]);
  return line !== undefined && Number.isInteger(number) ? number : undefined;
}
