// The guard as a process: a unit of systemd where farend was installed as one, else a process that
// outlives the command which starts it.

import { execFile, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../base/app-error.ts';
import { openStateFile } from '../base/open-state-file.ts';
import type { FarendConfig } from '../config/farend-config.ts';
import { type DivertPlaces, forgetWish } from './divert-wish.ts';
import { askGuard, guardSocketPath } from './guard-socket.ts';
import { formatRemoval } from './ruleset.ts';
import { findTable, runNft } from './run-nft.ts';

const UNIT = 'farend-divert.service';
const SYSTEMCTL_MS = 30_000;
const REMOVAL_MS = 100;
const REMOVAL_TRIES = 20;

/** How the guard is started here. */
export interface GuardProgram {
  /** What node is started with: its own options, and farend's executable. */
  readonly argv: readonly string[];
  /** farend.yaml, an absolute path. */
  readonly configFile: string;
}

/** `divert.log` in the directory `run`, for a guard without systemd. */
export function guardLogPath({ run }: FarendConfig): string {
  return join(run, 'divert.log');
}

/** @throws AppError DIVERT_UNAVAILABLE when systemd refuses, or there is no place for its log */
export async function startGuard(config: FarendConfig, program: GuardProgram): Promise<void> {
  if (await hasUnit(program.configFile)) await systemctl('enable', '--now');
  else await spawnGuard(config, program);
}

/**
 * Forgets what was asked for, ends the guard, and with it the table. Harmless when there is none.
 *
 * @param configFile an absolute path
 * @returns whether anything was diverted, or asked to be
 * @throws AppError STATE_UNUSABLE; DIVERT_UNAVAILABLE when systemd refuses, or SIP is diverted still
 */
export async function stopDivert(places: DivertPlaces, configFile: string): Promise<boolean> {
  const wasWished = await forgetWish(places);
  if (await hasUnit(configFile)) await systemctl('disable', '--now');
  const answer = await askGuard(places.run, 'stop');
  if (answer === undefined) await removeLeftTable(places.run);
  return wasWished || answer !== undefined;
}

/**
 * Of a guard that was killed: its table goes a moment later, and on a kernel that knows no owner of tables
 * it stays. One that another guard holds cannot be removed.
 */
async function removeLeftTable(run: string): Promise<void> {
  for (let tries = 0; tries < REMOVAL_TRIES; tries += 1) {
    if ((await findTable()) !== 'own') return;
    await runNft(formatRemoval().split(' ')).catch(() => wait(REMOVAL_MS));
  }
  throw new AppError(
    'DIVERT_UNAVAILABLE',
    `SIP is diverted still, by a guard that does not answer at ${guardSocketPath(run)}: end the process “farend divert guard”, and the table goes with it`,
  );
}

/** Whether the guard of this farend.yaml is a unit here. */
async function hasUnit(configFile: string): Promise<boolean> {
  const text = await run('systemctl', ['cat', UNIT]).catch(() => '');
  return text.includes(configFile);
}

async function systemctl(...words: readonly string[]): Promise<void> {
  await run('systemctl', [...words, UNIT]).catch((error: Error) => {
    throw new AppError(
      'DIVERT_UNAVAILABLE',
      `systemctl ${words.join(' ')} ${UNIT} fails: ${error.message.trim()}; journalctl -u ${UNIT} says more`,
      { cause: error },
    );
  });
}

async function spawnGuard(config: FarendConfig, { argv, configFile }: GuardProgram): Promise<void> {
  await mkdir(config.run, { recursive: true, mode: 0o750 });
  const log = await openStateFile(guardLogPath(config), 'a+', 0o640);
  try {
    const child = spawn(process.execPath, [...argv, 'divert', 'guard', '-c', configFile], {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    child.on('error', () => undefined);
    child.unref();
  } finally {
    await log.close();
  }
}

function run(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, [...args], { timeout: SYSTEMCTL_MS }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
  });
}
