// Shows a device that fails, and writes into its history why, now and then.

import type { Changes } from './changes.ts';
import { candidateOf, type Device } from './device.ts';
import type { Knowledge } from './knowledge.ts';

/** The same trouble goes into the history that often. */
const TOLD_AGAIN_MS = 600_000;

export function tellTrouble(
  knowledge: Knowledge,
  device: Device,
  time: number,
  changes: Changes,
): void {
  const { trouble, refusalTold } = device;
  if (trouble === undefined) return;
  if (!knowledge.table.has(device)) {
    knowledge.candidates.delete(candidateOf(device));
    if (!knowledge.add(device, changes)) return;
  }
  changes.touch(device);
  const isTold = refusalTold?.leg === trouble.leg && time - refusalTold.at < TOLD_AGAIN_MS;
  if (isTold) return;
  device.refusalTold = { leg: trouble.leg, at: time };
  const [detail = ''] = trouble.evidence;
  const { source, statusCode } = device.series;
  changes.note(device, { time, kind: 'refused', source, statusCode, detail });
}
