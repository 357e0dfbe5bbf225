// Child processes that never outlive the bench: each leads a process group of its own, which is
// killed by its id when the bench ends, in whatever way short of SIGKILL.

import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

export interface Child {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly logFile: string;
}

const running = new Set<Child>();

/** How the bench talks to a child: not at all, by lines on stdin and stdout, or by node's messages. */
type Talk = 'none' | 'lines' | 'messages';

/** Starts `words` with stderr, and stdout unless it is for lines, in `logFile`. */
export async function startChild(
  words: readonly [string, ...string[]],
  logFile: string,
  talk: Talk = 'none',
): Promise<Child> {
  const [program, ...args] = words;
  const log = openSync(logFile, 'w');
  const stdio = {
    none: ['ignore', log, log],
    lines: ['pipe', 'pipe', log],
    messages: ['ignore', log, log, 'ipc'],
  } satisfies Record<Talk, StdioOptions>;
  const process = spawn(program, args, { stdio: stdio[talk], detached: true });
  closeSync(log);
  await once(process, 'spawn');
  const child = { process, pid: process.pid!, logFile };
  running.add(child);
  process.once('exit', () => signalGroup(child, 'SIGKILL'));
  process.once('exit', () => running.delete(child));
  return child;
}

/** True from the moment that the child has ended, in whatever way. */
export function hasEnded(child: Child): boolean {
  return child.process.exitCode !== null || child.process.signalCode !== null;
}

/** Asks the child to end and waits; what is left of its group after `timeoutMs` is killed. */
export async function stopChild(child: Child, timeoutMs = 15_000): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child.process, 'exit');
  child.process.kill('SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), timeoutMs);
  await ended;
  clearTimeout(timer);
}

/** Kills whatever still runs, at once. */
export function killChildren(): void {
  for (const child of running) signalGroup(child, 'SIGKILL');
}

/** The last lines that the child wrote, for a person who has to find out why it failed. */
export function readLogTail(child: Child, lines = 15): string {
  return readFileSync(child.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

function signalGroup(child: Child, signal: NodeJS.Signals): void {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended by itself.
  }
}
