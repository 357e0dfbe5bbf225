// A tree of unpacked packages, run in place: its programs are started through the tree's own loader
// with the tree's own libraries, so that neither chroot nor the machine's libc matters.

import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

const NOT_NEEDED = ['doc', 'man', 'locale', 'zoneinfo', 'perl5', 'lintian', 'info'];

/** Removes what only people read. */
export async function trimRoot(root: string): Promise<void> {
  for (const name of NOT_NEEDED) {
    await rm(join(root, 'usr/share', name), { recursive: true, force: true });
  }
}

/** The words that start `program` (a path inside the tree), undefined when the tree lacks it. */
export function findProgram(root: string, program: string): string[] | undefined {
  const loader = findLoader(root);
  const path = join(root, program);
  if (loader === undefined || !existsSync(path)) {
    return undefined;
  }
  return [loader, '--library-path', listLibraryDirectories(root).join(':'), path];
}

/** Library directories of the tree, with the multiarch ones (`x86_64-linux-gnu`) first. */
export function listLibraryDirectories(root: string): string[] {
  const plain = ['usr/lib', 'lib'].map((name) => join(root, name)).filter(existsSync);
  const multiarch = plain.flatMap((directory) =>
    readdirSync(directory)
      .filter((name) => /-linux-gnu\w*$/.test(name))
      .map((name) => join(directory, name)),
  );
  return [...multiarch, ...plain];
}

function findLoader(root: string): string | undefined {
  for (const directory of listLibraryDirectories(root)) {
    const name = readdirSync(directory).find((file) => /^ld-linux.*\.so\.\d+$/.test(file));
    if (name !== undefined) {
      return join(directory, name);
    }
  }
  return undefined;
}
