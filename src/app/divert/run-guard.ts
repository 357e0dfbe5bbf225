// `farend divert guard`: the guard as a service, with its log, its socket and its end.

import type { Logger } from 'pino';
import { DivertGuard, type GuardEvents } from '../../divert/divert-guard.ts';
import type { GuardStatus } from '../../divert/divert-state.ts';
import { type GuardQuestion, serveGuard } from '../../divert/guard-socket.ts';
import { createLogger } from '../logger.ts';
import { readConfig } from '../read-config.ts';
import { RepeatFilter } from '../repeat-filter.ts';
import { waitForStop } from '../signals.ts';
import { requireSockets } from './check-divert.ts';
import { findTrunks } from './find-trunks.ts';

/**
 * Runs until SIGTERM, SIGINT or `farend divert off`; the table goes with it.
 *
 * @throws AppError DIVERT_UNAVAILABLE when another guard runs, and those of the configuration
 */
export async function runGuard(file: string, isJsonLog: boolean): Promise<void> {
  const stopSignal = waitForStop();
  const { config } = readConfig(file);
  requireSockets(config, file);
  const log = createLogger(config.log, 'divert', isJsonLog);
  const guard = new DivertGuard({ config, findTrunks, events: createEvents(log) });
  const asked = Promise.withResolvers<void>();
  const server = await serveGuard(config.run, (question) => answer(guard, question, asked.resolve));
  await guard.start();
  await Promise.race([stopSignal, asked.promise]);
  await guard.stop();
  server.close();
  log.info({ event: 'divert-off' }, 'SIP goes to Asterisk itself: the guard was told to stop');
}

async function answer(
  guard: DivertGuard,
  question: GuardQuestion,
  end: () => void,
): Promise<object> {
  if (question === 'reload') return await guard.reload();
  if (question === 'stop') {
    await guard.stop();
    end();
  }
  return await guard.status();
}

function createEvents(log: Logger): GuardEvents {
  const repeats = new RepeatFilter();
  return {
    onOn: (status) =>
      log.info({ event: 'divert-on', ...describe(status) }, 'SIP is diverted to farend'),
    onChanged: (status) =>
      log.info({ event: 'divert-changed', ...describe(status) }, 'other SIP is diverted to farend'),
    onLost: (reason) =>
      log.warn({ event: 'divert-lost' }, `SIP goes to Asterisk itself again: ${reason}`),
    onTrouble: (error) => {
      const { message } = error as Error;
      const repeated = repeats.admit(message, Date.now());
      if (repeated !== undefined) log.error({ event: 'divert-trouble', repeated }, message);
    },
  };
}

function describe({ from, except }: GuardStatus): object {
  return { from, except: except.map(({ network }) => network) };
}
