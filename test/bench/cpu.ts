// The cores that the bench uses, and the CPU time that a process group has used.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Prefixes of a command line that keep it on one core; empty where cores cannot be kept apart. */
export interface CorePins {
  proxy: string[];
  load: string[];
}

/** The first allowed core for the load, the last for the proxies. */
export function chooseCorePins(): CorePins {
  const cores = readAllowedCores();
  const hasTaskset = spawnSync('taskset', ['--version'], { stdio: 'ignore' }).status === 0;
  const [first] = cores;
  const last = cores.at(-1);
  if (!hasTaskset || first === last) return { proxy: [], load: [] };
  return { proxy: ['taskset', '-c', `${last}`], load: ['taskset', '-c', `${first}`] };
}

/** `Cpus_allowed_list` is `0-3,8`. */
function readAllowedCores(): number[] {
  const status = readFileSync('/proc/self/status', 'utf8');
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? '0';
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
  });
}

/** Linux counts CPU time for user space in hundredths of a second, whatever the kernel's own tick. */
const TICK_US = 10_000;

/** CPU time in µs, user and system, of all living processes of the group: workers and threads too. */
export function readGroupCpuUs(groupId: number): number {
  const ticks = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readGroupTicks(pid, groupId));
  return ticks.reduce((sum, one) => sum + one, 0) * TICK_US;
}

/** proc(5): after the name in parentheses come state, ppid, pgrp (field 5), … utime (14), stime. */
function readGroupTicks(pid: string, groupId: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[2]) === groupId ? Number(fields[11]) + Number(fields[12]) : 0;
  } catch {
    return 0; // it ended between the listing and the look
  }
}
