// Where the answers to a device's REGISTERs go, as far as that is known: farend answers to where a
// request came from; Asterisk by itself does so with rport (RFC 3581) or force_rport, and else goes by the
// Via (RFC 3261 §18.2.2).

import type { RegisterSeries } from './register-series.ts';

/** @param forceRport of the endpoint; undefined: Asterisk has not said */
export function describeAnswerWay(
  { source, producer, rport, sentTo }: RegisterSeries,
  forceRport: boolean | undefined,
): string {
  const toSource = `the answers go to ${source}, where the request came from`;
  const toVia = `the answers go where its Via says; the request came from ${source}`;
  if (rport === 'exempt') return `it is exempt: ${toVia}`;
  if (producer === 'proxy') return toSource;
  if (rport === 'offered') return `it offers rport: ${toSource}`;
  if (forceRport === undefined && sentTo === source) return `it offers no rport; ${toSource}`;
  if (forceRport === undefined && sentTo !== '')
    return `it offers no rport: the answers go to ${sentTo}; the request came from ${source}`;
  if (forceRport === undefined)
    return `it offers no rport: without force_rport, which is not known of it, ${toVia}`;
  return forceRport
    ? `it offers no rport, and force_rport is on: ${toSource}`
    : `it offers no rport, and force_rport is off: ${toVia}`;
}
