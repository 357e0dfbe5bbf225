// All that the proxy counts, as one flat object for the feed.

import type { ProxyParts } from './proxy-parts.ts';

type Counts = readonly (readonly [name: string, count: number])[];

export function readCounts({
  bindings,
  peers,
  keepAlive,
  counts,
  relayed,
  natOutcomes,
}: ProxyParts): Record<string, number> {
  const alive = peers.all.filter(({ isAlive }) => isAlive).length;
  return {
    bindings: bindings.size,
    'asterisks.alive': alive,
    'asterisks.silent': peers.all.length - alive,
    'pings.sent': keepAlive.sent,
    ...prefix('drops', Object.entries(counts.toJSON())),
    ...prefix('relayed', relayed.list()),
    ...prefix('nat', natOutcomes.list()),
  };
}

function prefix(group: string, counts: Counts): Record<string, number> {
  return Object.fromEntries(counts.map(([name, count]) => [`${group}.${name}`, count]));
}
