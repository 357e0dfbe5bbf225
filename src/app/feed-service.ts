// The feed of a proxy that runs: what it may be told to do, and the log of it.

import type { Logger } from 'pino';
import { isAppError } from '../base/app-error.ts';
import type { EventLoopLag } from '../base/event-loop-lag.ts';
import { type FeedDirectives, FeedServer, type FeedSource } from '../feed/feed-server.ts';
import type { FrontProxy } from '../proxy/front-proxy.ts';
import { feedPath } from './socket-paths.ts';

/**
 * Serves the feed. Phones are served without it too: where the directory cannot be used, that is told
 * and the feed stays closed.
 *
 * @throws AppError FEED_TAKEN
 */
export async function startFeed(
  runDirectory: string,
  proxy: FrontProxy,
  log: Logger,
  lag: EventLoopLag,
): Promise<FeedServer> {
  const path = feedPath(runDirectory);
  const feed = new FeedServer(path, makeDirectives(proxy, log, lag), Date.now);
  try {
    await feed.start();
    log.info({ event: 'feed-open' }, `other programs are told, and direct, on ${path}`);
  } catch (error) {
    if (!isAppError(error, 'FEED_UNAVAILABLE')) throw error;
    log.error({ event: 'feed-unavailable', code: error.code }, error.message);
  }
  return feed;
}

function makeDirectives(
  proxy: FrontProxy,
  log: Logger,
  lag: EventLoopLag,
): FeedDirectives & FeedSource {
  return {
    tagKey: proxy.tagKey,
    readCounts: () => ({ ...proxy.readCounts(), eventLoopLagMs: lag.readMs() }),
    ban(address: string, untilMs: number) {
      const result = proxy.ban(address, untilMs);
      if ('address' in result) {
        const until = new Date(untilMs).toISOString();
        log.info({ event: 'ban', source: result.address, until }, `banned until ${until}`);
      }
      return result;
    },
    unban(address: string) {
      const result = proxy.unban(address);
      if ('address' in result)
        log.info({ event: 'unban', source: result.address }, 'the ban was lifted');
      return result;
    },
    bans: () => proxy.bans(),
    setPingInterval: (address: string, ms: number | undefined) =>
      proxy.setPingInterval(address, ms),
  };
}
