// The proxy as a process: configuration, log, signals.

import { setFlagsFromString } from 'node:v8';
import type { Logger } from 'pino';
import { isAppError } from '../base/app-error.ts';
import { EventLoopLag } from '../base/event-loop-lag.ts';
import type { FarendConfig } from '../config/farend-config.ts';
import type { FeedServer } from '../feed/feed-server.ts';
import type { ProxyNotice } from '../observation/proxy-notice.ts';
import { FrontProxy } from '../proxy/front-proxy.ts';
import type { ProxyEvents } from '../proxy/proxy-events.ts';
import { collectGarbage } from './collect-garbage.ts';
import { describeDialog } from './describe-dialog.ts';
import { startFeed } from './feed-service.ts';
import { hasYoungGenerationSize } from './heap-flags.ts';
import { createLogger } from './logger.ts';
import { makeProxyOptions } from './make-proxy-options.ts';
import { NoticeLog } from './notice-log.ts';
import { joinParent } from './parent-link.ts';
import { readConfig } from './read-config.ts';
import { RegistrationLog } from './registration-log.ts';
import { RepeatFilter } from './repeat-filter.ts';
import { explainRestart } from './restart-settings.ts';
import { holdReloads, serialize, waitForStop } from './signals.ts';

/**
 * Runs until SIGTERM, SIGINT or the end of `farend run`, if that started it; SIGHUP reads the file again.
 *
 * @throws AppError when it cannot start
 */
export async function runProxy(file: string, isJsonLog: boolean): Promise<void> {
  // Started by hand, without the size that `farend run` gives it, the young generation stays small.
  if (!hasYoungGenerationSize()) setFlagsFromString('--semi-space-growth-factor=1');
  // By its own choice V8 marks the whole heap once it has grown by a tenth, of which the bindings are
  // most: the more of them, the dearer each message.
  setFlagsFromString('--heap-growing-percent=50');
  const stopSignal = waitForStop();
  const beginReloads = holdReloads();
  const { config, warnings } = readConfig(file);
  const log = createLogger(config.log, 'proxy', isJsonLog);
  for (const warning of warnings) log.warn({ event: 'config-warning' }, warning);
  if (config.state === undefined)
    log.warn(
      { event: 'no-state' },
      'no state directory is set: bindings live in memory, and phones must register again after a restart',
    );
  const outlets: Outlets = { feed: undefined };
  const proxy = new FrontProxy(await makeProxyOptions(config), makeEvents(log, outlets));
  // While no phone waits yet.
  collectGarbage();
  await proxy.start();
  const parentGone = joinParent({ logFormat: config.log.format });
  const lag = new EventLoopLag();
  lag.start();
  const feed = await startFeed(config.run, proxy, log, lag).catch(async (error: unknown) => {
    await proxy.stop();
    throw error;
  });
  outlets.feed = feed;
  beginReloads(serialize(() => reloadConfig(file, proxy, log, config)));
  await Promise.race([stopSignal, parentGone]);
  log.info({ event: 'stopping' }, 'stopping: answers on their way go through');
  lag.stop();
  const isKept = await proxy.stop();
  await feed.stop();
  log.info({ event: 'stopped', bindings: proxy.bindingCount, drops: proxy.counts }, 'stopped');
  if (!isKept) endBesideHangingDisk(log);
}

/** Node's own end, also that by `process.exit`, waits for file operations, and so for ever. */
function endBesideHangingDisk(log: Logger): void {
  log.error(
    { event: 'state-lost' },
    'the disk hangs: changes of bindings that it did not take are lost',
  );
  process.kill(process.pid, 'SIGKILL');
}

/** @param inForce the configuration at the start: some of it only a restart can change */
async function reloadConfig(
  file: string,
  proxy: FrontProxy,
  log: Logger,
  inForce: FarendConfig,
): Promise<void> {
  try {
    const { config, warnings } = readConfig(file);
    for (const warning of warnings) log.warn({ event: 'config-warning' }, warning);
    const warning = explainRestart(inForce, config);
    if (warning !== undefined) log.warn({ event: 'config-warning' }, warning);
    await proxy.reconfigure(await makeProxyOptions(config));
    log.level = config.log.level;
    log.info({ event: 'reloaded' }, `${file} was read again and is in force`);
  } catch (error) {
    log.error(
      { event: 'reload-refused', code: isAppError(error) ? error.code : undefined },
      `${file} was refused, the old configuration runs on: ${(error as Error).message}`,
    );
  }
}

/** Who is told besides the log. The feed needs the proxy, so it comes in after it. */
interface Outlets {
  feed: FeedServer | undefined;
}

function makeEvents(log: Logger, outlets: Outlets): ProxyEvents {
  const repeats = new RepeatFilter();
  const registrations = new RegistrationLog(log, repeats);
  // A filter of its own: sources that anyone can make up shall not silence the rest.
  const notices = new NoticeLog(log, new RepeatFilter());
  const once = (key: string, tell: (repeated: number) => void) => {
    const held = repeats.admit(key, Date.now());
    if (held !== undefined) tell(held);
  };
  return {
    onListening: (deviceSide, asteriskSide) =>
      log.info(
        { event: 'listening', deviceSide, asteriskSide },
        `phones are served on ${deviceSide.join(', ')}; Asterisk is talked to from ${asteriskSide}`,
      ),
    onAddressesChanged: (opened, closed) =>
      log.info(
        { event: 'addresses-changed', opened, closed },
        'the addresses of this machine changed',
      ),
    onObservation: (observation) => {
      registrations.write(observation);
      outlets.feed?.publishObservation(observation);
    },
    onDialog: (observation) => {
      if (log.isLevelEnabled('debug'))
        log.debug({ event: 'dialog', ...observation }, describeDialog(observation));
      outlets.feed?.publishDialog(observation);
    },
    onNotice: (notice) => {
      notices.write(notice);
      outlets.feed?.publishNotice(notice);
    },
    onAsteriskDown: (name, address) => {
      log.error({ event: 'asterisk-down', asterisk: name }, `Asterisk at ${name} does not answer`);
      outlets.feed?.publishNotice(makeAsteriskNotice('asterisk-down', name, address));
    },
    onAsteriskUp: (name, address) => {
      log.info({ event: 'asterisk-up', asterisk: name }, `Asterisk at ${name} answers again`);
      outlets.feed?.publishNotice(makeAsteriskNotice('asterisk-up', name, address));
    },
    onStateTrouble: (error) =>
      once('state-trouble', (repeated) =>
        log.error(
          { event: 'state-trouble', repeated, err: error },
          `bindings cannot be written and would be lost in a restart: ${(error as Error).message}`,
        ),
      ),
    onStateSkipped: (lines) =>
      log.warn(
        { event: 'state-skipped', lines },
        `${lines} lines of the journal could not be read`,
      ),
    onUnexpected: (error) =>
      once(`unexpected ${(error as Error).message}`, (repeated) =>
        log.error({ event: 'unexpected', repeated, err: error }, (error as Error).message),
      ),
  };
}

function makeAsteriskNotice(
  kind: 'asterisk-down' | 'asterisk-up',
  name: string,
  address: string,
): ProxyNotice {
  return { kind, time: Date.now(), source: address, count: 1, detail: name };
}
