// `received` and a forced `rport` on the top Via (RFC 3581 §4), whatever the sender wrote there, and
// the NAT tests on what he wrote.

import { testVia } from '../../nat/nat-tests.ts';
import { offersRport, stampVia } from '../../sip/via.ts';
import type { AsteriskRequest, PhoneRequest, Request } from '../message.ts';
import type { Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';

export function stampPhoneVia(request: PhoneRequest, parts: ProxyParts): Outcome {
  const { via } = request.mandatory.lines;
  request.rportOffered = offersRport(via);
  request.natTests = testVia(
    via.sentBy,
    request.rportOffered,
    request.source,
    parts.options.localNetworks,
  );
  stamp(request);
  return undefined;
}

/** Asterisk's Via gets the same: it answers itself by them, and a second hop may stand between. */
export function stampAsteriskVia(request: AsteriskRequest): Outcome {
  if (offersRport(request.mandatory.lines.via)) stamp(request);
  return undefined;
}

function stamp({ text, mandatory, source, edit }: Request): void {
  const { via } = mandatory.lines;
  edit.replace(via.start, via.end, stampVia(text, via, source.address, source.port));
}
