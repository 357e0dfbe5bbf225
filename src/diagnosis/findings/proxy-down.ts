// The companion does not hear the proxy: it is dead, stuck, or cannot be reached.

import type { FarendRule } from '../rule.ts';
import { describeOutage, hasBeenDown } from './outage.ts';

/** A proxy that ends is started again within a second or two, and the feed connects again each second. */
const DOWN_FOR_MS = 10_000;

export const proxyDown: FarendRule = {
  kind: 'farend',
  name: 'proxy-down',
  find({ proxy }, { now }) {
    if (!hasBeenDown(proxy, DOWN_FOR_MS, now)) return undefined;
    return {
      severity: 'critical',
      since: proxy.since,
      summary: 'The companion does not hear the proxy of farend: phones may be without service.',
      description:
        'All that phones and Asterisk send each other goes through the proxy. Either it does not run, or the companion cannot reach its socket and knows nothing new of any phone.',
      evidence: describeOutage('the feed of the proxy', proxy),
      remedy: [
        'Look whether it runs: systemctl status farend, or farend status',
        'Look at its log: it says why it ended, or why its socket cannot be opened',
        'Where proxy and companion are started apart, both need the same run in farend.yaml, and the right to open feed.sock in it',
      ],
    };
  },
};
