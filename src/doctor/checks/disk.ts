// The disk of `state` takes what farend writes.

import { toCommand } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { fail, pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'disk',
  title: 'The disk takes what farend writes',
  check: (facts) => [judge(facts)],
};

const MEBIBYTE = 1024 * 1024;
/** Files of state with room to be written anew. */
const LEAST_BYTES = 64 * MEBIBYTE;
const WANTED_BYTES = 512 * MEBIBYTE;
const LEAST_FILES = 100;

function judge({ machine: { disk }, config: { state } }: DoctorFacts): CheckResult {
  if (state === undefined) return skip('There is no state: see state');
  if (disk === undefined) return skip(`There is no ${state} yet`);
  const { freeBytes, totalBytes, freeFiles = Number.POSITIVE_INFINITY } = disk;
  const evidence = [
    `${toMebibytes(freeBytes)} of ${toMebibytes(totalBytes)} MiB are free`,
    ...(Number.isFinite(freeFiles) ? [`${freeFiles} files (inodes) are free`] : []),
  ];
  const changes = [toCommand(`du -xh ${state}/.. | sort -h | tail -20`)];
  if (freeBytes < LEAST_BYTES || freeFiles < LEAST_FILES)
    return fail(`The disk of ${state} is full`, { evidence, changes });
  if (freeBytes < WANTED_BYTES)
    return warn(`The disk of ${state} is nearly full`, { evidence, changes });
  return pass(`The disk of ${state} has room`, evidence);
}

function toMebibytes(bytes: number): number {
  return Math.floor(bytes / MEBIBYTE);
}
