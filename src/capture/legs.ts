// On which leg of its way a captured message was seen, and which end of it is the phone. A call is
// followed on one leg only: that to the phone, as far as anybody shows it.

import { formatAddressPort } from '../base/ip-address.ts';
import { RecentMap } from '../base/recent-map.ts';
import type { Party } from '../observation/dialog-observation.ts';
import { headerName } from '../sip/header-name.ts';
import type { CapturedAddress, CapturedMessage } from './captured-message.ts';
import type { CapturedSip } from './captured-sip.ts';
import type { JoinerOptions } from './exchange-joiner.ts';
import { isFarendVia } from './farend-via.ts';

export interface Leg {
  readonly sentBy: Party;
  readonly phone: CapturedAddress;
  /** Asterisk, or the proxy that the phone talks to. */
  readonly server: CapturedAddress;
}

interface LegOptions {
  readonly producer: JoinerOptions['producer'];
  readonly asterisks: readonly CapturedAddress[];
}

/** Proxies between phones and an Asterisk. */
const MAX_PROXIES = 64;

export class Legs {
  private readonly options: LegOptions;
  /** Farends tell of their phones themselves. */
  private readonly farends = new RecentMap<string, true>(MAX_PROXIES);
  /** Servers other than Asterisk whose leg to the phones is shown. */
  private readonly servers = new RecentMap<string, true>(MAX_PROXIES);

  constructor(options: LegOptions) {
    this.options = options;
  }

  /** Undefined when the message is to be left out: it is seen nearer to the phone, or is no phone's. */
  find({ source, destination }: CapturedMessage, sip: CapturedSip): Leg | undefined {
    const isRequest = sip.view.startLine.kind === 'request';
    const { view, mandatory } = sip;
    const { via } = mandatory.lines;
    // Of what is in a capture file nobody else tells.
    const isTold = this.options.producer !== 'capture';
    if (isTold && isFarendVia(view.text.slice(via.start, via.end))) {
      this.farends.set(nameOf(isRequest ? source : destination), true);
      return undefined;
    }
    if (this.isFarend(source) || this.isFarend(destination)) return undefined;
    if (isRequest && mandatory.cSeq.method === 'REGISTER' && hasOneVia(sip))
      this.noteServer(source, destination);
    return this.findLeg(source, destination);
  }

  private findLeg(source: CapturedAddress, destination: CapturedAddress): Leg | undefined {
    const asterisk = this.findAsterisk(source, destination);
    if (asterisk === 'both') return undefined;
    if (asterisk !== undefined) {
      const leg = asterisk === source ? towards(source, destination) : from(source, destination);
      return this.isServer(leg.phone) ? undefined : leg;
    }
    if (this.isServer(source)) return towards(source, destination);
    return this.isServer(destination) ? from(source, destination) : undefined;
  }

  /** Whoever phones register with; Asterisk itself registers with providers. */
  private noteServer(source: CapturedAddress, destination: CapturedAddress): void {
    if (!this.isNear(source) && !this.isAsterisk(destination))
      this.servers.set(nameOf(destination), true);
  }

  /** Its own port decides where several programs of one machine have one address. */
  private findAsterisk(
    source: CapturedAddress,
    destination: CapturedAddress,
  ): CapturedAddress | 'both' | undefined {
    const isFrom = this.isAsterisk(source);
    const isTo = this.isAsterisk(destination);
    if (isFrom && isTo) return 'both';
    if (isFrom || isTo) return isFrom ? source : destination;
    // Of several UDP transports, res_hep shows the port of the first only.
    if (this.isNear(source)) return this.isNear(destination) ? 'both' : source;
    return this.isNear(destination) ? destination : undefined;
  }

  private isAsterisk(end: CapturedAddress): boolean {
    const { asterisks } = this.options;
    return asterisks.some(({ address, port }) => address === end.address && port === end.port);
  }

  private isNear(end: CapturedAddress): boolean {
    return this.options.asterisks.some(({ address }) => address === end.address);
  }

  private isServer(end: CapturedAddress): boolean {
    return this.servers.get(nameOf(end)) !== undefined;
  }

  private isFarend(end: CapturedAddress): boolean {
    return this.farends.get(nameOf(end)) !== undefined;
  }
}

function towards(server: CapturedAddress, phone: CapturedAddress): Leg {
  return { sentBy: 'asterisk', phone, server };
}

function from(phone: CapturedAddress, server: CapturedAddress): Leg {
  return { sentBy: 'phone', phone, server };
}

function nameOf({ address, port }: CapturedAddress): string {
  return formatAddressPort(address, port);
}

function hasOneVia({ view, mandatory }: CapturedSip): boolean {
  const { via, viaLine } = mandatory.lines;
  return via.end === view.valueEnd(viaLine) && view.find(headerName.via, viaLine + 1) < 0;
}
