// Where a capture was taken, as its REGISTERs and their answers tell: a server writes into the Via of an
// answer where the request came from (RFC 3261 §18.2.1, RFC 3581 §4), and that is another place than
// where the capture saw it only before a translation.

import { formatAddressPort, parseIpAddress } from '../../base/ip-address.ts';
import { RecentMap } from '../../base/recent-map.ts';
import type { CapturedMessage } from '../../capture/captured-message.ts';
import type { CapturedSip } from '../../capture/captured-sip.ts';
import { isPrivate } from '../../nat/networks.ts';
import { headerName } from '../../sip/header-name.ts';
import { ParseFailure } from '../../sip/parse-failure.ts';
import { viewVia } from '../../sip/via.ts';

/**
 * `inside`: between phones and their router. `outside`: behind the routers, as the server sees it.
 * `both`: on both sides. `local`: no address is translated. `unknown`: nobody registered, or nobody
 * answered.
 */
export type Vantage = 'inside' | 'outside' | 'both' | 'local' | 'unknown';

const MAX_PHONES = 4_096;

export class VantageFinder {
  private hasInside = false;
  private hasOutside = false;
  private hasLocal = false;
  /** By where the capture saw a phone: where the server saw it. */
  private readonly outsideOf = new RecentMap<string, string>(MAX_PHONES);

  get vantage(): Vantage {
    if (this.hasInside && this.hasOutside) return 'both';
    if (this.hasInside) return 'inside';
    if (this.hasOutside) return 'outside';
    return this.hasLocal ? 'local' : 'unknown';
  }

  /** Address:port of a phone as the server saw it, where that is another than `source`. */
  seenAs(source: string): string | undefined {
    return this.outsideOf.get(source);
  }

  /** An answer to a REGISTER, on its way to the phone. */
  note({ destination }: CapturedMessage, { view, mandatory }: CapturedSip): void {
    if (view.startLine.kind === 'request' || mandatory.cSeq.method !== 'REGISTER') return;
    const { via: line } = mandatory.lines;
    const via = viewVia(view.text, line.start, line.end);
    // Behind a proxy it is the proxy's.
    if (via instanceof ParseFailure || hasSecondVia(view, mandatory.lines.viaLine)) return;
    const { received, rport, sentBy } = via;
    const own = parseIpAddress(sentBy.host);
    const stamped =
      received.valueStart < 0
        ? undefined
        : parseIpAddress(view.text.slice(received.valueStart, received.end));
    if (stamped !== undefined && stamped !== destination.address) {
      // Else it was sent to where the Via said, which is no place that the server saw.
      if (!isPrivate(destination.address)) return;
      this.hasInside = true;
      const port = Number(view.text.slice(Math.max(rport.valueStart, 0), Math.max(rport.end, 0)));
      this.outsideOf.set(
        formatAddressPort(destination.address, destination.port),
        port > 0 ? formatAddressPort(stamped, port) : stamped,
      );
    } else if (own === undefined || own === destination.address) this.hasLocal = true;
    else this.hasOutside = true;
  }
}

function hasSecondVia(view: CapturedSip['view'], viaLine: number): boolean {
  return view.find(headerName.via, viaLine + 1) >= 0;
}
