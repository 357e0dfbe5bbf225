// How a line of the log looks, by what standard error is.

import { isatty } from 'node:tty';
import type { FarendConfig } from '../config/farend-config.ts';
import { isJournalStream } from '../config/journal-stream.ts';
import { formatJournalLine, formatLogLine } from './log-text.ts';

const STDERR = 2;

/** @returns what makes text of a JSON line; undefined where it stays JSON */
export function chooseLogText(
  format: FarendConfig['log']['format'],
): ((line: string) => string) | undefined {
  if (format === 'json') return undefined;
  if (isJournalStream(STDERR)) return formatJournalLine;
  return format === 'text' || isatty(STDERR) ? formatLogLine : undefined;
}
