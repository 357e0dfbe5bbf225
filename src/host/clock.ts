// Whether somebody keeps the clock of this machine right: systemd's timedatectl or chrony says so.

import { runTool } from './run-tool.ts';

export interface ClockState {
  readonly isSynchronized: 'yes' | 'no' | 'unknown';
  /** Who says so, or why nobody does. */
  readonly evidence: string;
}

export async function readClock(): Promise<ClockState> {
  const systemd = await runTool('timedatectl', ['show', '-p', 'NTPSynchronized']);
  const bySystemd = parseTimedatectl(systemd.output);
  if (bySystemd !== undefined) return bySystemd;
  const chrony = await runTool('chronyc', ['-n', 'tracking']);
  const byChrony = parseChrony(chrony.output);
  if (byChrony !== undefined) return byChrony;
  const failures = [systemd.failure, chrony.failure].filter((failure) => failure !== undefined);
  return { isSynchronized: 'unknown', evidence: failures.join('; ') };
}

export function parseTimedatectl(output: string): ClockState | undefined {
  const answer = /^NTPSynchronized=(yes|no)$/m.exec(output)?.[1];
  if (answer !== 'yes' && answer !== 'no') return undefined;
  return { isSynchronized: answer, evidence: `timedatectl: NTPSynchronized=${answer}` };
}

export function parseChrony(output: string): ClockState | undefined {
  const leap = /^Leap status\s*:\s*(.+)$/m.exec(output)?.[1];
  if (leap === undefined) return undefined;
  const isSynchronized = leap.startsWith('Not') ? 'no' : 'yes';
  return { isSynchronized, evidence: `chronyc tracking: Leap status ${leap}` };
}
