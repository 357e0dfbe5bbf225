import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { carryOut } from '../../../../src/install/run/carry-out.ts';
import { takeAllBack, takeCutOffBack } from '../../../../src/install/run/take-back.ts';
import { readPrivateFiles } from '../../../support/install/private-files.ts';
import { stopEverything } from '../../../support/process/lifetime.ts';
import { runCommand } from '../../../support/process/run-command.ts';
import { createLayout } from '../../enforcement/files/layouts.ts';
import type { InstallTask } from './install-process.ts';
import { installedFiles, listSteps, openInstallation } from './install-scene.ts';

const PROCESS = join(import.meta.dirname, 'install-process.ts');
/** A process for each operation; the machine may be busy. */
const TIMEOUT_MS = 240_000;

afterEach(stopEverything);

/** Whether it was killed before it was done. */
async function runUntilKilled(task: InstallTask): Promise<boolean> {
  const { exitCode, stderr } = await runCommand([process.execPath, PROCESS, JSON.stringify(task)]);
  expect(stderr).toBe('');
  return exitCode !== 0;
}

/** Killed behind the last line of its journal, it has installed everything. */
async function isDone(root: string): Promise<boolean> {
  const lines = await openInstallation(root).journal.read();
  return lines.some((line) => line.what === 'end' && line.outcome === 'done');
}

/** Bytes, modes and owners; the inodes of Asterisk's own files too. */
function readState(root: string): readonly unknown[] {
  const farend = readPrivateFiles([join(root, 'farend')]);
  const withoutInodes = Object.entries(farend).map(([path, state]) => [
    path,
    state.replace(/inode \d+/, ''),
  ]);
  return [withoutInodes, readPrivateFiles([join(root, 'etc')])];
}

test(
  'an installation that is killed at any operation is taken back by the next process',
  async () => {
    let wasKilled = true;
    let killAt = 0;
    while (wasKilled) {
      killAt += 1;
      const { directory: root } = createLayout(installedFiles);
      const before = readState(root);

      wasKilled = await runUntilKilled({ root, what: 'install', killAt });
      await takeCutOffBack(openInstallation(root));
      if (await isDone(root)) await takeAllBack(openInstallation(root));

      expect(readState(root)).toEqual(before);
      await stopEverything();
    }
    expect(killAt).toBeGreaterThan(40);
  },
  TIMEOUT_MS,
);

test(
  'an undo that is killed at any operation is brought to its end by the next process',
  async () => {
    let wasKilled = true;
    let killAt = 0;
    while (wasKilled) {
      killAt += 1;
      const { directory: root } = createLayout(installedFiles);
      const before = readState(root);
      const installation = openInstallation(root);
      await carryOut(listSteps(root), 'farend init', installation, { onStep: () => undefined });

      wasKilled = await runUntilKilled({ root, what: 'undo', killAt });
      await takeAllBack(openInstallation(root));

      expect(readState(root)).toEqual(before);
      await stopEverything();
    }
    expect(killAt).toBeGreaterThan(15);
  },
  TIMEOUT_MS,
);
