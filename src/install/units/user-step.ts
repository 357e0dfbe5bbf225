// farend's own user of the operating system. It goes with the installation; what it leaves behind becomes
// root's, since its number may be given to somebody else.

import { lchown, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { InstallStep, StepHandler } from '../install-step.ts';
import { runCommand, runCommandChecked } from './run-command.ts';
import { makeUserCommand } from './service-user.ts';

export interface UserStep extends InstallStep {
  readonly kind: 'user';
  readonly user: string;
  /** Directories that are its own, if they are there. */
  readonly owns: readonly string[];
}

const noteSchema = z.object({ user: z.string(), owns: z.array(z.string()) });

const ROOT = 0;

export const userHandler: StepHandler<UserStep> = {
  kind: 'user',
  async prepare({ user, owns }) {
    return (await findUser(user)) === undefined ? { user, owns } : undefined;
  },
  async carryOut({ user, owns }) {
    if ((await findUser(user)) === undefined) await runCommandChecked(makeUserCommand(user));
    const made = await findUser(user);
    // An earlier installation has left them to root.
    if (made !== undefined) for (const path of owns) await changeOwner(path, made.uid, made.gid);
  },
  async undo(note) {
    const { user, owns } = noteSchema.parse(note);
    if ((await findUser(user)) === undefined) return [];
    for (const path of owns) await changeOwner(path, ROOT, ROOT);
    const { exitCode, stderr } = await runCommand(['userdel', user]);
    if (exitCode === 0) return [];
    return [`The user ${user} is still there (${stderr.trim()}): userdel ${user}.`];
  },
};

/** By getent, which also knows users that are in no file. */
async function findUser(user: string): Promise<{ uid: number; gid: number } | undefined> {
  const { exitCode, stdout } = await runCommand(['getent', 'passwd', user]);
  if (exitCode !== 0) return undefined;
  const [, , uid, gid] = stdout.trim().split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/** A directory and everything in it; no link is followed. */
async function changeOwner(path: string, uid: number, gid: number): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return;
  const names = await readdir(path, { recursive: true });
  for (const name of names) await lchown(join(path, name), uid, gid);
  await lchown(path, uid, gid);
}
