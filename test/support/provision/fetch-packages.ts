// Packages of the machine's own distribution, unpacked into a directory with all that they depend on.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AptRoot } from './apt-root.ts';
import type { Report } from './progress.ts';
import { trimRoot } from './unpacked-root.ts';

/** Fills `directory`; false when the packages are not to be had. */
export async function fetchPackages(
  names: readonly string[],
  directory: string,
  report: Report,
): Promise<boolean> {
  const scratch = await mkdtemp(join(tmpdir(), 'farend-apt-'));
  try {
    const apt = new AptRoot(scratch);
    report('asks this system for packages');
    await apt.open('machine');
    report('fetches them and their libraries');
    await apt.downloadWithDependencies(names);
    report('unpacks');
    await apt.unpackInto(directory);
    await trimRoot(directory);
    return true;
  } catch (error) {
    report(`are not to be had there: ${error instanceof Error ? error.message : error}`);
    return false;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
