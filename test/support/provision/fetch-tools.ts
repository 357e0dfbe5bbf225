// The programs that build namespaces and routers. Those that the machine lacks are fetched from its
// own distribution and put behind small wrapper scripts, which run them with their own libraries.

import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fetchPackages } from './fetch-packages.ts';
import type { Report } from './progress.ts';
import { findProgram } from './unpacked-root.ts';

type ToolName = 'ip' | 'nft' | 'conntrack';

const PACKAGE_OF: Readonly<Record<ToolName, string>> = {
  ip: 'iproute2',
  nft: 'nftables',
  conntrack: 'conntrack',
};

/** Where system programs live that an ordinary user's PATH leaves out. */
const SYSTEM_DIRECTORIES = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/** Beside the tree's own directories, which packages fill. */
const WRAPPERS = 'wrappers';

const toolNames: readonly ToolName[] = ['ip', 'nft', 'conntrack'];

/** The PATH on which the lab finds its tools: this machine's first, then those that were fetched. */
export function formatToolPath(fetchedDirectory: string): string {
  const own = (process.env.PATH ?? '').split(delimiter);
  return [...new Set([...own, ...SYSTEM_DIRECTORIES, join(fetchedDirectory, WRAPPERS)])].join(
    delimiter,
  );
}

/** The tools that `path` does not have. */
export function listMissingTools(path: string): ToolName[] {
  const directories = path.split(delimiter);
  return toolNames.filter((name) => !directories.some((entry) => existsSync(join(entry, name))));
}

/** Fills `directory` with all three tools and a directory of wrapper scripts; false if they are not to be had. */
export async function fetchTools(directory: string, report: Report): Promise<boolean> {
  const isFilled = await fetchPackages(Object.values(PACKAGE_OF), directory, report);
  return isFilled && (await writeWrappers(directory, report));
}

/** The scripts find their tree from their own place: it is still to be renamed. */
async function writeWrappers(root: string, report: Report): Promise<boolean> {
  await mkdir(join(root, WRAPPERS), { recursive: true });
  for (const name of toolNames) {
    const command = ['usr/sbin', 'usr/bin', 'sbin', 'bin']
      .map((directory) => findProgram(root, join(directory, name)))
      .find((found) => found !== undefined);
    if (command === undefined) {
      report(`are not to be had there: the package ${PACKAGE_OF[name]} brought no ${name}`);
      return false;
    }
    const words = command.map((word) => word.replaceAll(root, '$root')).map((word) => `"${word}"`);
    const script = `#!/bin/sh\nroot=$(dirname "$(dirname "$(readlink -f "$0")")")\n`;
    const path = join(root, WRAPPERS, name);
    await writeFile(path, `${script}exec ${words.join(' ')} "$@"\n`);
    await chmod(path, 0o755);
  }
  return true;
}
