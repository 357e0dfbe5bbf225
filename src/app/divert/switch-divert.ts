// `farend divert on`: what was asked for goes to disk, the guard is started, and the table is awaited.

import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../base/app-error.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import { askGuardStatus, type GuardStatus, reloadGuard } from '../../divert/divert-state.ts';
import { readWish, writeWish } from '../../divert/divert-wish.ts';
import {
  type GuardProgram,
  guardLogPath,
  startGuard,
  stopDivert,
} from '../../divert/guard-process.ts';
import type { DivertRanges } from '../../divert/ruleset.ts';
import { checkDivert } from './check-divert.ts';

const START_MS = 20_000;
const ASK_MS = 100;

export interface SwitchedOn {
  readonly status: GuardStatus;
  /** It was on before: only the ranges may have changed. */
  readonly wasOn: boolean;
}

/**
 * Diverts, or gives other ranges to what is diverted already, without a moment between.
 *
 * @throws AppError DIVERT_UNAVAILABLE, then nothing is diverted that was not before; STATE_UNUSABLE
 */
export async function turnOn(
  config: FarendConfig,
  { from, except }: DivertRanges,
  program: GuardProgram,
): Promise<SwitchedOn> {
  await checkDivert(config, program.configFile);
  const since = (await readWish(config))?.since ?? Date.now();
  await writeWish(config, { from: [...from], except: [...except], since });
  const known = await reloadGuard(config);
  if (known?.isOn) return { status: known, wasOn: true };
  if (known === undefined) await startGuard(config, program);
  const status = await awaitTable(config);
  if (status?.isOn) return { status, wasOn: false };
  await stopDivert(config, program.configFile);
  const why = status?.reason ?? `the guard did not start; ${guardLogPath(config)} says why`;
  throw new AppError('DIVERT_UNAVAILABLE', `SIP was not diverted: ${why}`);
}

/** The last status of the guard, on or not; undefined when there is none. */
async function awaitTable(config: FarendConfig): Promise<GuardStatus | undefined> {
  const deadline = performance.now() + START_MS;
  let status: GuardStatus | undefined;
  while (performance.now() < deadline && !status?.isOn) {
    await wait(ASK_MS);
    status = (await askGuardStatus(config)) ?? status;
  }
  return status;
}
