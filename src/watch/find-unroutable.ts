// Where a session description asks for media at an address that means nothing elsewhere. It looks for
// `c=` lines (RFC 8866 §5.7) in the whole body, whatever else is in there: each call asks several times.

import { parseIpAddress } from '../base/ip-address.ts';
import { isPrivate } from '../nat/networks.ts';
import { isUnspecified } from '../sip/sdp/description-lines.ts';
import type { WatchedMessage } from './watched-message.ts';

const CONNECTION = '\nc=IN IP';
/** The digit of the version, and a space. */
const ADDRESS_AFTER = 2;
/** With candidates, ICE finds the way (RFC 8445), and the addresses in `c=` say little. */
const CANDIDATE = '\na=candidate:';

/**
 * The first private, loopback or link-local address; '' when all of them are fine; undefined without SDP,
 * and where it shows no address but that of hold.
 */
export function findUnroutable({ view, mandatory, body }: WatchedMessage): string | undefined {
  return body === undefined
    ? findIn(view.text, view.bodyStart, mandatory.bodyEnd)
    : findIn(body, 0, body.length);
}

function findIn(text: string, bodyStart: number, end: number): string | undefined {
  let unroutable: string | undefined;
  let at = text.indexOf(CONNECTION, bodyStart);
  for (; at >= 0 && at < end; at = text.indexOf(CONNECTION, at + CONNECTION.length)) {
    const start = at + CONNECTION.length + ADDRESS_AFTER;
    const shown = text.slice(start, findAddressEnd(text, start, end));
    const address = isUnspecified(shown) ? undefined : parseIpAddress(shown);
    if (address !== undefined) unroutable ||= isPrivate(address) ? address : '';
  }
  return unroutable && text.includes(CANDIDATE, bodyStart) ? '' : unroutable;
}

const SPACE = 0x20;
const SLASH = 0x2f;

/** Of a multicast address, numbers of hops and groups follow behind a slash. */
function findAddressEnd(text: string, start: number, end: number): number {
  let at = start;
  for (; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= SPACE || code === SLASH) break;
  }
  return at;
}
