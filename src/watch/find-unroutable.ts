// Where a session description asks for media at an address that means nothing elsewhere.

import { parseIpAddress } from '../base/ip-address.ts';
import { isPrivate } from '../nat/networks.ts';
import { headerName } from '../sip/header-name.ts';
import { unfold } from '../sip/header-values.ts';
import { isUnspecified } from '../sip/sdp/description-lines.ts';
import { readMediaAddresses } from '../sip/sdp/read-media-addresses.ts';
import type { WatchedMessage } from './watched-message.ts';

/** With candidates, ICE finds the way (RFC 8445), and the addresses in `c=` say little. */
const CANDIDATE = 'a=candidate:';

/**
 * The first private, loopback or link-local address; '' when all of them are fine; undefined without SDP,
 * and where it shows no address but that of hold.
 */
export function findUnroutable({ view, mandatory, body }: WatchedMessage): string | undefined {
  const { bodyEnd } = mandatory;
  if (bodyEnd <= view.bodyStart) return undefined;
  const contentType = view.firstValue(headerName.contentType);
  if (contentType === undefined) return undefined;
  const text = body ?? view.text.slice(view.bodyStart, bodyEnd);
  let unroutable: string | undefined;
  for (const shown of readMediaAddresses(text, unfold(contentType))) {
    const address = isUnspecified(shown) ? undefined : parseIpAddress(shown);
    if (address === undefined) continue;
    unroutable ??= '';
    if (unroutable === '' && isPrivate(address)) unroutable = address;
  }
  return unroutable !== undefined && text.includes(CANDIDATE) ? '' : unroutable;
}
