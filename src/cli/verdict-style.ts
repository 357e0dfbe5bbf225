// How a verdict looks on a terminal.

import type { Device } from '../api/http/device-schema.ts';
import type { Terminal } from './terminal.ts';

type Verdict = Device['verdict']['value'];

const styles = {
  failing: 'red',
  unreachable: 'yellow',
  unknown: 'gray',
  'ok-through-farend': 'green',
  ok: 'green',
} as const satisfies Record<Verdict, string>;

/** @param text the verdict, or what stands for it, such as a padded cell */
export function paintVerdict(terminal: Terminal, verdict: Verdict, text: string): string {
  return terminal.paint(styles[verdict], text);
}

/** With the broken leg, where one is. */
export function formatVerdict({ verdict, brokenLeg }: Device): string {
  return brokenLeg.value === 'none' ? verdict.value : `${verdict.value}: ${brokenLeg.value}`;
}

/** Seconds from now, hours when there are many; `-` for no registration. */
export function formatExpiry(
  { registered, expiresAt }: Pick<Device, 'registered' | 'expiresAt'>,
  nowMs: number,
): string {
  if (!registered || expiresAt === null) return '-';
  const seconds = Math.max(Math.round((Date.parse(expiresAt) - nowMs) / 1_000), 0);
  return seconds < 10_000 ? `${seconds} s` : `${Math.round(seconds / 3_600)} h`;
}
