// Who sent a request: a phone straight, a phone through a proxy in front that is trusted, or a trunk.

import { parseIpAddress } from '../../base/ip-address.ts';
import { findNextVia, type PlacedVia } from '../../sip/next-via.ts';
import type { Message, PhoneRequest } from '../message.ts';
import type { Outcome } from '../outcome.ts';
import type { SocketAddress } from '../proxy-options.ts';
import type { ProxyParts } from '../proxy-parts.ts';

export function findSender(request: PhoneRequest, { options, localNetworks }: ProxyParts): Outcome {
  const { address } = request.source;
  request.isOutside = !localNetworks.has(address);
  if (options.trunks.has(address)) request.isTrunk = true;
  else if (options.trustedProxies.has(address)) {
    const { via, viaLine: line } = request.mandatory.lines;
    const below = findNextVia(request.view, { via, line });
    if (below === undefined) return undefined;
    request.phoneVia = below.via;
    request.phone = readSender(request, below);
  }
  return undefined;
}

/**
 * Where a phone is that stands behind the Via of `proxy`, the value above its own: the `received` and
 * `rport` that the proxy wrote there (RFC 3581 §4), else what the phone itself says.
 */
export function readSender({ text }: Message, { via }: PlacedVia): SocketAddress {
  const received = text.slice(via.received.valueStart, via.received.end);
  const rport = Number(text.slice(via.rport.valueStart, via.rport.end));
  const host = via.received.valueStart < 0 ? via.sentBy.host : received;
  return {
    address: parseIpAddress(host) ?? host,
    port: rport > 0 ? rport : via.sentBy.port || 5060,
  };
}
