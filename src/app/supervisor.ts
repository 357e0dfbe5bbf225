// `farend run`: a small parent that starts the proxy as a process of its own and starts it again
// when it dies. It holds no state and does no SIP, so nothing in it can take a call down.

import { type ChildProcess, spawn } from 'node:child_process';
import { createLogger } from './logger.ts';
import { readConfig } from './read-config.ts';
import { youngGenerationFlags } from './young-generation.ts';

const FIRST_BACKOFF_MS = 200;
const MAX_BACKOFF_MS = 10_000;
/** A child that ran this long has earned a quick restart. */
const STABLE_MS = 30_000;
/** A problem in the file, which only a person can mend. */
const CONFIG_EXIT = 2;
/** A child that lived this long had a usable file. */
const SERVED_MS = 5_000;

/**
 * Runs until SIGTERM or SIGINT; SIGHUP goes on to the child.
 *
 * @param program what starts farend: the file and its own arguments
 * @returns the exit status for the parent
 */
export async function superviseProxy(
  file: string,
  program: readonly string[],
  isJsonLog: boolean,
): Promise<0 | 1 | 2> {
  const { config } = readConfig(file);
  const log = createLogger(config.log, 'parent', isJsonLog);
  let child: ChildProcess | undefined;
  let isStopping = false;
  let wake: (() => void) | undefined;
  const stop = () => {
    isStopping = true;
    child?.kill('SIGTERM');
    wake?.();
  };
  const reload = () => void child?.kill('SIGHUP');
  process.on('SIGTERM', stop).on('SIGINT', stop).on('SIGHUP', reload);
  let backoffMs = FIRST_BACKOFF_MS;
  let hasServed = false;
  while (!isStopping) {
    const startedAt = Date.now();
    child = spawn(
      process.execPath,
      [...youngGenerationFlags, ...program, 'proxy', '-c', file, ...(isJsonLog ? ['--json'] : [])],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
    const status = await waitForExit(child);
    if (isStopping) return status === 0 ? 0 : 1;
    hasServed ||= Date.now() - startedAt > SERVED_MS;
    // A file that was spoiled later is mended by a person while the proxy tries again.
    if (status === CONFIG_EXIT && !hasServed) return CONFIG_EXIT;
    backoffMs = Date.now() - startedAt > STABLE_MS ? FIRST_BACKOFF_MS : backoffMs;
    log.error(
      { event: 'proxy-died', status, restartInMs: backoffMs },
      `the proxy ended with ${status}; it starts again in ${backoffMs} ms`,
    );
    const delay = backoffMs;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delay);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS);
  }
  return 0;
}

/** The exit status, or the signal's name. */
function waitForExit(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 1));
  });
}
