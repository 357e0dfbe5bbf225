// How far the reading of a large file has come: one line on a terminal, a few times a second.

import type { TellProgress } from '../app/explain/explain-capture.ts';
import type { Terminal } from './terminal.ts';

const SHOW_EVERY_MS = 200;
/** Smaller files are read before anybody has looked. */
const SHOWN_FROM_BYTES = 16 * 1024 * 1024;
const MEGABYTE = 1_000_000;

/** @param now milliseconds */
export function createProgress(terminal: Terminal, file: string, now: () => number): TellProgress {
  const startedAt = now();
  let shownAt = startedAt;
  return (bytesRead, size) => {
    const time = now();
    if (time - shownAt < SHOW_EVERY_MS || bytesRead < SHOWN_FROM_BYTES) return;
    shownAt = time;
    const read = formatMegabytes(bytesRead);
    const whole = size === 0 ? '' : ` of ${formatMegabytes(size)}`;
    const share = size === 0 ? '' : `, ${Math.floor((bytesRead / size) * 100)} %`;
    const perSecond = formatMegabytes((bytesRead * 1_000) / Math.max(time - startedAt, 1));
    terminal.showProgress(`${file}: ${read}${whole} MB read${share}, ${perSecond} MB/s`);
  };
}

function formatMegabytes(bytes: number): string {
  return Math.round(bytes / MEGABYTE).toLocaleString('en');
}
