// Who in a capture is what: servers are those to whom REGISTERs go, proxies those who send on what came
// from others. No configuration says it.

import { formatAddressPort } from '../../base/ip-address.ts';
import type { CapturedAddress, CapturedMessage } from '../../capture/captured-message.ts';
import type { CapturedSip } from '../../capture/captured-sip.ts';
import { headerName } from '../../sip/header-name.ts';
import { findValues } from '../../sip/header-values.ts';

/** More than any network has; who sends REGISTERs everywhere adds no more. */
const MAX_ENDS = 256;

export class ServerFinder {
  /** In the order in which they were found; grows while the capture is read. */
  readonly servers: CapturedAddress[];
  private readonly proxies = new Map<string, CapturedAddress>();
  private hasOuterLeg = false;

  /** @param known servers that the configuration names */
  constructor(known: readonly CapturedAddress[]) {
    this.servers = [...known];
  }

  get hasProxy(): boolean {
    return this.proxies.size > 0;
  }

  note({ source, destination }: CapturedMessage, { view, mandatory }: CapturedSip): void {
    const { startLine } = view;
    if (startLine.kind === 'response' || mandatory.cSeq.method !== 'REGISTER') return;
    if (findValues(view, headerName.via).length > 1) this.addProxy(source);
    else this.hasOuterLeg = true;
    this.addServer(destination);
  }

  isServer(end: CapturedAddress): boolean {
    return includes(this.servers, end);
  }

  /** A leg behind a proxy, of which the leg to the phones is in the capture too. */
  isInnerLeg({ source, destination }: CapturedMessage): boolean {
    return this.hasOuterLeg && this.hasProxy && this.isOurs(source) && this.isOurs(destination);
  }

  /** A server, or a proxy before one. */
  isOurs(end: CapturedAddress): boolean {
    return this.proxies.has(nameOf(end)) || this.isServer(end);
  }

  private addServer(end: CapturedAddress): void {
    const isKnown = this.proxies.has(nameOf(end)) || this.isServer(end);
    if (!isKnown && this.servers.length < MAX_ENDS) this.servers.push(end);
  }

  private addProxy(end: CapturedAddress): void {
    if (this.proxies.size < MAX_ENDS) this.proxies.set(nameOf(end), end);
    const at = this.servers.findIndex((server) => isSame(server, end));
    if (at >= 0) this.servers.splice(at, 1);
  }
}

function includes(ends: readonly CapturedAddress[], end: CapturedAddress): boolean {
  return ends.some((each) => isSame(each, end));
}

function isSame(a: CapturedAddress, b: CapturedAddress): boolean {
  return a.port === b.port && a.address === b.address;
}

function nameOf({ address, port }: CapturedAddress): string {
  return formatAddressPort(address, port);
}
