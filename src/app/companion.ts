// The companion: everything that is heard of phones, from the proxy and from each Asterisk, goes
// through the correlation; what changes in it goes to whoever is to know.

import type { Logger } from 'pino';
import type { CompanionHealth, LinkHealth } from '../api/companion-view.ts';
import type { FarendConfig } from '../config/farend-config.ts';
import { Correlator } from '../correlation/correlator.ts';
import type { RecordChange } from '../correlation/device-record.ts';
import { FeedClient } from '../feed/feed-client.ts';
import { AsteriskLinks } from './asterisk-links.ts';
import { feedPath } from './feed-service.ts';
import { RecordLog } from './record-log.ts';
import { RepeatFilter } from './repeat-filter.ts';

const TICK_MS = 1_000;

export class Companion {
  private readonly config: FarendConfig;
  private readonly log: Logger;
  private readonly correlator: Correlator;
  private readonly links: AsteriskLinks;
  private readonly feed: FeedClient;
  private readonly recordLog: RecordLog;
  private proxyHealth: LinkHealth = { isUp: false, reason: 'not connected yet' };
  private lost = 0;
  private startedAt = 0;
  private ticker: NodeJS.Timeout | undefined;

  constructor(config: FarendConfig, log: Logger) {
    this.config = config;
    this.log = log;
    this.recordLog = new RecordLog(log, new RepeatFilter());
    this.correlator = new Correlator({
      asterisks: config.asterisk.map(({ name }) => name),
      sites: config.sites,
    });
    this.links = new AsteriskLinks(
      config.asterisk,
      {
        onEvent: (event) => this.tell(this.correlator.applyAsterisk(event)),
        onUserEvent: () => undefined,
      },
      log,
    );
    this.feed = new FeedClient(feedPath(config.run), {
      onConnected: (isRestart) => this.meetProxy(isRestart),
      onDisconnected: (reason) => this.missProxy(reason),
      onObservation: (observation) => this.tell(this.correlator.applyObservation(observation)),
      onNotice: (notice) => this.tell(this.correlator.applyNotice(notice)),
      onLost: (count) => this.countLost(count),
    });
  }

  start(): void {
    this.startedAt = Date.now();
    this.feed.start();
    this.links.start();
    this.ticker = setInterval(() => this.tell(this.correlator.tick(Date.now())), TICK_MS);
  }

  stop(): void {
    clearInterval(this.ticker);
    this.feed.stop();
    this.links.stop();
  }

  health(): CompanionHealth {
    return {
      startedAt: this.startedAt,
      devices: this.correlator.size,
      proxy: { ...this.proxyHealth, lost: this.lost },
      asterisks: this.config.asterisk.map(({ name }) => ({
        name,
        ami: this.links.readAmiHealth(name),
        ari: undefined,
      })),
      state: { isUp: false, reason: 'records live in memory' },
      hep: undefined,
    };
  }

  private tell(changes: readonly RecordChange[]): void {
    const now = Date.now();
    for (const change of changes) this.recordLog.write(change, now);
  }

  private meetProxy(isRestart: boolean): void {
    this.proxyHealth = { isUp: true, reason: '' };
    const which = isRestart ? 'a proxy that was started anew' : 'the proxy';
    this.log.info({ event: 'proxy-up' }, `connected to ${which}`);
  }

  private missProxy(reason: string): void {
    this.proxyHealth = { isUp: false, reason };
    this.log.error({ event: 'proxy-down' }, `no connection to the proxy: ${reason}`);
  }

  private countLost(count: number): void {
    this.lost += count;
    this.log.warn({ event: 'feed-lost', count }, `${count} frames of the proxy were lost`);
  }
}
