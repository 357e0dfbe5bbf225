// A file system of its own, a few pages large, that a test can fill and mount read-only.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { own } from './process/lifetime.ts';
import { runChecked } from './process/run-command.ts';
import { createScratchDirectory } from './scratch-directory.ts';

export interface SmallDisk {
  /** Where it is mounted. */
  readonly path: string;
  /** Takes what room there is. */
  fill(): void;
  makeRoom(): void;
  remount(mode: 'ro' | 'rw'): Promise<unknown>;
}

/** @param sizeKb in KiB, a multiple of 4 */
export async function createSmallDisk(sizeKb: number): Promise<SmallDisk> {
  const scratch = createScratchDirectory('disk');
  const path = join(scratch.path, 'state');
  const ballast = join(path, 'ballast');
  mkdirSync(path);
  await runChecked(['mount', '-t', 'tmpfs', '-o', `size=${sizeKb}k`, 'tmpfs', path]);
  own({
    stop: async () => {
      await runChecked(['umount', path]);
      scratch.remove();
    },
  });
  return {
    path,
    fill: () => fillDisk(ballast, sizeKb),
    makeRoom: () => rmSync(ballast),
    remount: (mode) => runChecked(['mount', '-o', `remount,${mode}`, path]),
  };
}

function fillDisk(ballast: string, sizeKb: number): void {
  for (let size = sizeKb; size > 0; size -= 1) {
    try {
      writeFileSync(ballast, 'x'.repeat(size * 1024));
      return;
    } catch {
      // still too large for what is left
    }
  }
}
