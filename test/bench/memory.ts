// What the bindings of a proxy cost in memory.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type Child, readLogTail } from './child.ts';

const COLLECTED_WITHIN_MS = 30_000;

/** Bytes, after what is garbage has gone. */
export interface MemoryUse {
  /** What JavaScript holds, buffers included. */
  readonly heap: number;
  readonly resident: number;
}

/** Asks a child that was started with answer-memory.ts. */
export async function readMemory(child: Child): Promise<MemoryUse> {
  const signal = AbortSignal.timeout(COLLECTED_WITHIN_MS);
  const answer = once(child.process, 'message', { signal });
  child.process.send('memory');
  try {
    const [usage] = (await answer) as [NodeJS.MemoryUsage];
    return { heap: usage.heapUsed + usage.external, resident: usage.rss };
  } catch (cause) {
    throw new Error(`the proxy did not tell its memory: ${readLogTail(child)}`, { cause });
  }
}

/** Resident memory of a process as it runs, garbage included. */
export function readResident(child: Child): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) * 1024;
}
