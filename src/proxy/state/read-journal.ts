// Reads the bindings of a journal: the last line of a token counts, a line that was cut is left out.

import { readFile } from 'node:fs/promises';
import { AppError } from '../../base/app-error.ts';
import type { Binding } from '../binding.ts';
import { JOURNAL_VERSION, parseBindingRecord, readJournalVersion } from './binding-record.ts';

export interface JournalContent {
  /** In the order of their last change. */
  readonly bindings: Binding[];
  /** Lines that could not be read. */
  readonly skipped: number;
}

/**
 * Without a file there are no bindings.
 *
 * @throws AppError STATE_UNUSABLE, STATE_TOO_NEW
 */
export async function readJournal(file: string): Promise<JournalContent> {
  const text = await readText(file);
  if (text === '') return { bindings: [], skipped: 0 };
  const [header = '', ...lines] = text.split('\n');
  checkVersion(file, header);
  const latest = new Map<string, Binding>();
  let skipped = 0;
  for (const line of lines) {
    if (line === '') continue;
    const binding = parseBindingRecord(line);
    if (binding === undefined) {
      skipped += 1;
      continue;
    }
    latest.delete(binding.token);
    latest.set(binding.token, binding);
  }
  return { bindings: [...latest.values()], skipped };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new AppError('STATE_UNUSABLE', `${file} cannot be read: check owner and permissions`, {
      cause: error,
    });
  }
}

function checkVersion(file: string, header: string): void {
  const version = readJournalVersion(header);
  if (version === undefined)
    throw new AppError('STATE_UNUSABLE', `${file} is no journal of farend`);
  if (version > JOURNAL_VERSION)
    throw new AppError('STATE_TOO_NEW', `${file} was written by a newer farend: install that one`);
}
