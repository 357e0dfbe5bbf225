// The lines of a page: labels in one column, what is said behind them.

import { escapeControl } from '../base/escape-control.ts';

const LABEL_WIDTH = 14;

export function line(label: string, value: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${value}`;
}

export function bullets(sentences: readonly string[]): string[] {
  return sentences.map((sentence) => line('', `- ${escapeControl(sentence)}`));
}

/** `2026-11-21 07:00:00 UTC` */
export function formatTime(time: string | null): string {
  return time === null ? 'an unknown time' : `${time.slice(0, 19).replace('T', ' ')} UTC`;
}
