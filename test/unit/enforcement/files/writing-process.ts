// A process that writes files as FileWriter does, or takes that back, and that kills itself at its nth
// operation on the disk: before it, or in the middle of a write. Arguments: what to do as JSON.

import { readFileSync, writeFileSync } from 'node:fs';
import promises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { FileWriter } from '../../../../src/enforcement/files/file-writer.ts';
import { undoFiles } from '../../../../src/enforcement/files/undo-files.ts';
import type { OwnSection } from '../../../../src/policy/policy-plan.ts';

export interface WritingTask {
  readonly write: string;
  /** Undefined: take back what the note says. */
  readonly sections?: readonly OwnSection[];
  /** Where the note is, or goes before anything is changed. */
  readonly notePath: string;
  /** 1 and up. */
  readonly killAt: number;
}

type Operation = (this: unknown, ...args: unknown[]) => Promise<unknown>;

const [json = ''] = process.argv.slice(2);
const task = JSON.parse(json) as WritingTask;
let count = 0;
let isCounting = false;

async function pass(lastBreath: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
  if (!isCounting) return;
  count += 1;
  if (count !== task.killAt) return;
  await lastBreath();
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => undefined);
}

function killBefore(target: object, name: string): void {
  const methods = target as Record<string, Operation>;
  const original = methods[name];
  methods[name] = async function (...args) {
    await pass();
    return await original?.apply(this, args);
  };
}

function killWithin(target: object, name: string): void {
  const methods = target as Record<string, Operation>;
  const original = methods[name];
  methods[name] = async function (bytes, ...rest) {
    await pass();
    if (Buffer.isBuffer(bytes) && bytes.length > 1)
      await pass(() => original?.call(this, bytes.subarray(0, bytes.length / 2)) ?? pass());
    return await original?.call(this, bytes, ...rest);
  };
}

async function killAtOperations(): Promise<void> {
  for (const name of ['open', 'mkdir', 'chmod', 'rename', 'unlink', 'rmdir'])
    killBefore(promises, name);
  syncBuiltinESMExports();
  const handle: FileHandle = await promises.open(import.meta.filename);
  const prototype: object = Object.getPrototypeOf(handle);
  for (const name of ['chmod', 'chown', 'sync', 'truncate', 'close']) killBefore(prototype, name);
  for (const name of ['write', 'writeFile']) killWithin(prototype, name);
  await handle.close();
}

await killAtOperations();
if (task.sections === undefined) {
  isCounting = true;
  await undoFiles(JSON.parse(readFileSync(task.notePath, 'utf8')));
} else {
  const { write, sections } = task;
  const order = { changes: [], removals: sections.map((section) => ({ section, why: '' })) };
  const writer = new FileWriter(order, { write, sections, mayPullIn: true });
  writeFileSync(task.notePath, JSON.stringify(await writer.prepare()));
  isCounting = true;
  await writer.write();
}
