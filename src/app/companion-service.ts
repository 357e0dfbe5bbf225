// The companion as a process: configuration, log, signals.

import type { Logger } from 'pino';
import { isAppError } from '../base/app-error.ts';
import { Companion } from './companion.ts';
import { createLogger } from './logger.ts';
import { joinParent } from './parent-link.ts';
import { readConfig } from './read-config.ts';
import { serialize, waitForStop } from './signals.ts';

/**
 * Runs until SIGTERM, SIGINT or the end of `farend run`, if that started it; SIGHUP reads the file again.
 *
 * @throws AppError when it cannot start
 */
export async function runCompanion(file: string, isJsonLog: boolean): Promise<void> {
  const stopSignal = waitForStop();
  const { config, warnings } = readConfig(file);
  const log = createLogger(config.log, 'companion', isJsonLog);
  for (const warning of warnings) log.debug({ event: 'config-warning' }, warning);
  let companion = new Companion(config, log);
  companion.start();
  log.info({ event: 'started' }, 'the companion has started');
  const reload = async () => {
    companion = reloadCompanion(companion, file, log);
  };
  process.on('SIGHUP', serialize(reload));
  await Promise.race([stopSignal, joinParent({ logFormat: config.log.format })]);
  log.info({ event: 'stopping' }, 'stopping');
  companion.stop();
  log.info({ event: 'stopped' }, 'stopped');
}

/** @returns the one that runs on: a new one with the new file, or the old one where that is refused */
function reloadCompanion(companion: Companion, file: string, log: Logger): Companion {
  try {
    const { config } = readConfig(file);
    const next = new Companion(config, log);
    companion.stop();
    next.start();
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
