// `farend undo`: what farend did to this machine, taken back in the order that loses no phone. What fails on
// the way is told, and keeps nothing else from being taken back.

import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isAppError } from '../../base/app-error.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import { loadConfig } from '../../config/load-config.ts';
import { stopDivert } from '../../divert/guard-process.ts';
import { isGone, listInstalled } from '../../install/journal/journal-line.ts';
import { takeAllBack } from '../../install/run/take-back.ts';
import { openInstallation, withLock } from './install-files.ts';
import { undoPolicy } from './undo-policy.ts';

export interface UndoOptions {
  readonly config: string;
  /** Asterisk goes on reading what the policy wrote. */
  readonly keepPolicy: boolean;
  /** What survived restarts goes too. */
  readonly purge: boolean;
  /** Used where farend.yaml does not say. */
  readonly run: string;
}

export interface UndoListener {
  onStep(sentence: string): void;
}

export interface UndoResult {
  /** What a person should know, a sentence each. */
  readonly remarks: readonly string[];
  /** What is still there; the journal stays for the next try. */
  readonly failures: readonly string[];
}

/** The files that an undo gives back or takes away; undefined when nothing is installed. */
export async function listUndo({ config }: UndoOptions): Promise<readonly string[] | undefined> {
  const { journal } = openInstallation(config);
  const lines = await journal.read();
  if (isGone(lines)) {
    await journal.remove();
    return undefined;
  }
  const files = listInstalled(lines).flatMap(({ note }) => {
    const { file, made } = note;
    return typeof file === 'string' ? [file] : ((made as string[] | undefined) ?? []);
  });
  return [...new Set(files)];
}

/** @throws AppError POLICY_BUSY, INSTALL_REFUSED */
export async function undoInstallation(
  options: UndoOptions,
  listener: UndoListener,
): Promise<UndoResult> {
  const config = readIfUsable(options.config);
  return await withLock(config?.run ?? options.run, 'farend undo', async () => {
    const before = config === undefined ? [] : await undoLiving(config, options, listener);
    listener.onStep('Every file is put back as it was.');
    const installation = openInstallation(options.config);
    const { remarks, failures } = await takeAllBack(installation, options.keepPolicy);
    if (options.purge && config?.state !== undefined) await purge(config.state, listener);
    return { remarks: [...before, ...remarks], failures };
  });
}

/** What has to be done while farend's own configuration is still there. */
async function undoLiving(
  config: FarendConfig,
  options: UndoOptions,
  listener: UndoListener,
): Promise<readonly string[]> {
  const remarks: string[] = [];
  const attempt = async (work: () => Promise<readonly string[]>): Promise<void> => {
    try {
      remarks.push(...(await work()));
    } catch (error) {
      if (!isAppError(error)) throw error;
      remarks.push(error.message);
    }
  };
  await attempt(async () => {
    if (await stopDivert(config, resolve(options.config)))
      listener.onStep('SIP goes to Asterisk again: nothing is diverted any more.');
    return [];
  });
  if (!options.keepPolicy) await attempt(() => undoPolicy(config, listener));
  return remarks;
}

/** One that is broken, or gone, keeps nobody from taking farend out. */
function readIfUsable(file: string): FarendConfig | undefined {
  if (!existsSync(file)) return undefined;
  const loaded = loadConfig(file);
  return loaded.ok ? loaded.config : undefined;
}

async function purge(state: string, listener: UndoListener): Promise<void> {
  listener.onStep(`${state} is taken away, with all that farend remembered.`);
  await rm(resolve(state), { recursive: true, force: true });
}
