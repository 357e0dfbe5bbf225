// Whether systemd's journal reads what this process logs (JOURNAL_STREAM of systemd.exec(5)).

import { fstatSync } from 'node:fs';

/** True when this file descriptor is the stream that systemd has opened to the journal. */
export function isJournalStream(descriptor: number): boolean {
  const stream = process.env.JOURNAL_STREAM;
  if (stream === undefined) return false;
  const { dev, ino } = fstatSync(descriptor);
  return stream === `${dev}:${ino}`;
}
