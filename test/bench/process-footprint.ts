// What a process takes of memory and of a core, from what Linux tells of it.

import { readFileSync } from 'node:fs';
import { formatCount } from './report.ts';

/** proc(5): CPU time is counted in hundredths of a second. */
const TICKS_PER_SECOND = 100;

export interface ProcessFootprint {
  readonly name: string;
  readonly residentMiB: number;
  /** Of that, pages of files: node's own code above all, of which the machine has one copy. */
  readonly fileMiB: number;
  /** Shared pages divided by those who share them; what a process adds to the machine. */
  readonly proportionalMiB: number;
  readonly coreShare: number;
  /** Of that, in the kernel: in the lab the network on the way to the receiver, too. */
  readonly kernelShare: number;
}

interface CpuTicks {
  readonly user: number;
  readonly kernel: number;
}

export function shareOf(before: CpuTicks | undefined, after: CpuTicks, seconds: number) {
  const share = (ticks: number) => ticks / TICKS_PER_SECOND / seconds;
  const user = share(after.user - (before?.user ?? 0));
  const kernelShare = share(after.kernel - (before?.kernel ?? 0));
  return { coreShare: user + kernelShare, kernelShare };
}

export function readCpuTicks(pid: number): CpuTicks {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { user: Number(fields[11]), kernel: Number(fields[12]) };
}

export function readMemory(
  pid: number,
): Pick<ProcessFootprint, 'residentMiB' | 'fileMiB' | 'proportionalMiB'> {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const read = (name: string) =>
    Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(rollup)?.[1]) / 1024;
  const residentMiB = read('Rss');
  return { residentMiB, fileMiB: residentMiB - read('Anonymous'), proportionalMiB: read('Pss') };
}

export function sumUp(processes: readonly ProcessFootprint[]): ProcessFootprint {
  const sum = (key: Exclude<keyof ProcessFootprint, 'name'>) =>
    processes.reduce((total, one) => total + one[key], 0);
  return {
    name: 'all',
    residentMiB: sum('residentMiB'),
    fileMiB: sum('fileMiB'),
    proportionalMiB: sum('proportionalMiB'),
    coreShare: sum('coreShare'),
    kernelShare: sum('kernelShare'),
  };
}

export function formatProcess(one: ProcessFootprint): string {
  return [
    `  ${one.name.padEnd(10)}`,
    `${formatCount(one.residentMiB).padStart(4)} MiB resident`,
    `(${formatCount(one.fileMiB).padStart(3)} of files),`,
    `${formatCount(one.proportionalMiB).padStart(4)} MiB proportional,`,
    `${formatPercent(one.coreShare)} of a core (${formatPercent(one.kernelShare)} in the kernel)`,
  ].join(' ');
}

function formatPercent(share: number): string {
  return `${(share * 100).toFixed(2).padStart(5)} %`;
}
