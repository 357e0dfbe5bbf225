// The log: one JSON line per decision on standard error, or plain text where a person looks on: at a terminal,
// or later in systemd's journal.

import { type Logger, pino } from 'pino';
import type { FarendConfig } from '../config/farend-config.ts';
import { chooseLogText } from './log-format.ts';

const STDERR = 2;

export function createLogger(
  { level, format }: FarendConfig['log'],
  role: 'proxy' | 'companion' | 'divert',
  isJson: boolean,
): Logger {
  const formatText = isJson ? undefined : chooseLogText(format);
  const destination = pino.destination({ dest: STDERR, sync: true });
  return pino(
    { level, base: { role }, timestamp: pino.stdTimeFunctions.isoTime },
    formatText === undefined
      ? destination
      : { write: (line: string) => void destination.write(formatText(line)) },
  );
}
