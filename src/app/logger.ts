// The log: one JSON line per decision on standard error, or plain text where a person looks on.

import { isatty } from 'node:tty';
import { type Logger, pino } from 'pino';
import type { FarendConfig } from '../config/farend-config.ts';
import { formatLogLine } from './log-text.ts';

const STDERR = 2;

export function createLogger(
  { level, format }: FarendConfig['log'],
  role: 'proxy' | 'companion',
  isJson: boolean,
): Logger {
  const isText = !isJson && (format === 'text' || (format === 'auto' && isatty(STDERR)));
  const destination = pino.destination({ dest: STDERR, sync: true });
  return pino(
    { level, base: { role }, timestamp: pino.stdTimeFunctions.isoTime },
    isText ? { write: (line: string) => void destination.write(formatLogLine(line)) } : destination,
  );
}
