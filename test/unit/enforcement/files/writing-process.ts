// A process that writes files as FileWriter does, or takes that back, and that kills itself at its nth
// operation on the disk: before it, or in the middle of a write. Arguments: what to do as JSON.

import { readFileSync, writeFileSync } from 'node:fs';
import { FileWriter } from '../../../../src/enforcement/files/file-writer.ts';
import { undoFiles } from '../../../../src/enforcement/files/undo-files.ts';
import type { OwnSection } from '../../../../src/policy/policy-plan.ts';
import { KillAtOperation } from '../../../support/process/kill-at-operation.ts';

export interface WritingTask {
  readonly write: string;
  /** Undefined: take back what the note says. */
  readonly sections?: readonly OwnSection[];
  /** Where the note is, or goes before anything is changed. */
  readonly notePath: string;
  /** 1 and up. */
  readonly killAt: number;
}

const [json = ''] = process.argv.slice(2);
const task = JSON.parse(json) as WritingTask;
const kill = new KillAtOperation(task.killAt);

await kill.prepare();
if (task.sections === undefined) {
  kill.begin();
  await undoFiles(JSON.parse(readFileSync(task.notePath, 'utf8')));
} else {
  const { write, sections } = task;
  const order = { changes: [], removals: sections.map((section) => ({ section, why: '' })) };
  const writer = new FileWriter(order, { write, sections, mayPullIn: true });
  writeFileSync(task.notePath, JSON.stringify(await writer.prepare()));
  kill.begin();
  await writer.write();
}
