// The journal as a file: lines are added at its end, and now and then it is written anew beside the
// old one, which stays whole until the new one is.

import type { FileHandle } from 'node:fs/promises';
import { openStateFile } from '../../base/open-state-file.ts';
import { replaceFile } from '../../base/replace-file.ts';
import type { Binding } from '../binding.ts';
import type { Bindings } from '../bindings.ts';
import { formatBindingRecord, journalHeader } from './binding-record.ts';

/** As many as take well under a millisecond to format: SIP waits as long. */
export const LINES_PER_WRITE = 200;

export class JournalFile {
  readonly path: string;
  private handle: FileHandle | undefined;
  private lines = 0;

  constructor(path: string) {
    this.path = path;
  }

  get isOpen(): boolean {
    return this.handle !== undefined;
  }

  /** Lines of bindings, the outdated ones too. */
  get lineCount(): number {
    return this.lines;
  }

  async append(bindings: readonly Binding[]): Promise<void> {
    await this.handle?.appendFile(bindings.map(formatLine).join(''));
    this.lines += bindings.length;
  }

  /** Returns when a power cut cannot take what was appended any more. */
  async sync(): Promise<void> {
    await this.handle?.datasync();
  }

  /** Takes the bindings as they are once the disk is at hand. When it fails, the file is as it was. */
  async rewrite(bindings: Bindings): Promise<void> {
    const fresh = `${this.path}.new`;
    const handle = await openStateFile(fresh, 'w');
    try {
      this.lines = await writeAll(handle, [...bindings.all()]);
      await replaceFile(fresh, this.path);
    } catch (error) {
      await handle.close();
      throw error;
    }
    await this.handle?.close();
    this.handle = handle;
  }

  async close(): Promise<void> {
    await this.handle?.close();
    this.handle = undefined;
  }
}

/** Returns how many bindings were written. */
async function writeAll(handle: FileHandle, bindings: readonly Binding[]): Promise<number> {
  let lines = `${journalHeader}\n`;
  for (const [index, binding] of bindings.entries()) {
    lines += formatLine(binding);
    if ((index + 1) % LINES_PER_WRITE !== 0) continue;
    await handle.appendFile(lines);
    lines = '';
  }
  await handle.appendFile(lines);
  await handle.datasync();
  return bindings.length;
}

function formatLine(binding: Binding): string {
  return `${formatBindingRecord(binding)}\n`;
}
