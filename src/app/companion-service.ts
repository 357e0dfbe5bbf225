// The companion as a process: configuration, log, signals.

import type { Logger } from 'pino';
import { isAppError } from '../base/app-error.ts';
import type { FarendConfig } from '../config/farend-config.ts';
import type { RecordStore } from '../correlation/state/record-store.ts';
import { checkSecrets } from './check-secrets.ts';
import { collectGarbage } from './collect-garbage.ts';
import { Companion } from './companion.ts';
import { createLogger } from './logger.ts';
import { openRecordStore } from './open-record-store.ts';
import { joinParent } from './parent-link.ts';
import { readConfig } from './read-config.ts';
import { explainRestart } from './restart-settings.ts';
import { holdReloads, serialize, waitForStop } from './signals.ts';

/** By then Asterisk's list of its endpoints has come. */
const FIRST_SNAPSHOT_MS = 10_000;

/**
 * Runs until SIGTERM, SIGINT or the end of `farend run`, if that started it; SIGHUP reads the file again.
 *
 * @throws AppError when it cannot start
 */
export async function runCompanion(file: string, isJsonLog: boolean): Promise<void> {
  const stopSignal = waitForStop();
  const beginReloads = holdReloads();
  const { config, warnings } = readConfig(file);
  const log = createLogger(config.log, 'companion', isJsonLog);
  for (const warning of warnings) log.debug({ event: 'config-warning' }, warning);
  const store = openRecordStore(config, log);
  let companion = new Companion(config, store, log);
  try {
    await companion.claim();
  } catch (error) {
    store.close();
    throw error;
  }
  await companion.start(store.load());
  log.info({ event: 'started' }, 'the companion has started');
  setTimeout(collectGarbage, FIRST_SNAPSHOT_MS).unref();
  let isStopping = false;
  const reload = serialize(async () => {
    if (isStopping) return;
    companion = await reloadCompanion(companion, { file, inForce: config, store, log });
  });
  beginReloads(reload);
  await Promise.race([stopSignal, joinParent({ logFormat: config.log.format })]);
  log.info({ event: 'stopping' }, 'stopping');
  isStopping = true;
  // One that is under way puts another companion in the place of this one.
  await reload();
  await companion.stop();
  store.close();
  log.info({ event: 'stopped' }, 'stopped');
}

interface Reload {
  readonly file: string;
  /** The configuration at the start: some of it only a restart can change. */
  readonly inForce: FarendConfig;
  readonly store: RecordStore;
  readonly log: Logger;
}

/** @returns the one that runs on: a new one with the new file, or the old one where that is refused */
async function reloadCompanion(companion: Companion, reload: Reload): Promise<Companion> {
  const { file, inForce, store, log } = reload;
  try {
    const { config } = readConfig(file);
    checkSecrets(config);
    const warning = explainRestart(inForce, config);
    if (warning !== undefined) log.warn({ event: 'config-warning' }, warning);
    const next = new Companion({ ...config, run: inForce.run }, store, log);
    await companion.stop();
    await next.start(companion.devices());
    log.level = config.log.level;
    log.info({ event: 'reloaded' }, `${file} was read again and is in force`);
    return next;
  } catch (error) {
    const code = isAppError(error) ? error.code : undefined;
    const { message } = error as Error;
    log.error(
      { event: 'reload-refused', code },
      `${file} was refused, the old configuration runs on: ${message}`,
    );
    return companion;
  }
}
