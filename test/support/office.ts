// The scene of most tests: a PBX on the internet, an office behind its router, phones in it.

import type { AsteriskOptions, EndpointOptions } from './asterisk/asterisk-options.ts';
import type { AsteriskFlavour } from './asterisk/flavours.ts';
import { type AsteriskInstance, startAsterisk } from './asterisk/start-asterisk.ts';
import {
  createPbxNetwork,
  createPbxNetworkBehindNat,
  PBX_ADDRESS,
  type PbxNetwork,
  PRIVATE_PBX_ADDRESS,
} from './network/pbx-network.ts';
import { createSite, type Site, type SiteOptions } from './network/site.ts';
import type { Phone } from './phone/phone.ts';
import { type StartPhoneOptions, startPhone } from './phone/start-phone.ts';

export interface OfficeOptions {
  readonly flavour: AsteriskFlavour;
  readonly endpoints: readonly EndpointOptions[];
  /** Default 5060; when farend has that port, 5080. */
  readonly sipPort?: number;
  readonly site?: Partial<Omit<SiteOptions, 'pbx'>>;
  /** Of the machine on which Asterisk runs; the first one is Asterisk's, and the default. */
  readonly addresses?: readonly string[];
  /** The machine has 10.0.0.10 only, and its router translates 203.0.113.10 to it. */
  readonly behindOneToOneNat?: boolean;
  readonly trunks?: AsteriskOptions['trunks'];
  readonly endpointIdentifierOrder?: AsteriskOptions['endpointIdentifierOrder'];
  /** chan_pjsip: mirrors its SIP there, `address:port`. */
  readonly hepCollector?: AsteriskOptions['hepCollector'] | undefined;
  readonly sipBind?: AsteriskOptions['sipBind'];
  readonly amiPort?: AsteriskOptions['amiPort'];
  readonly httpPort?: AsteriskOptions['httpPort'];
  /** Lines that go at the end of a configuration file of Asterisk. */
  readonly append?: AsteriskOptions['append'];
  /** Whole configuration files of Asterisk in place of the lab's. */
  readonly files?: AsteriskOptions['files'];
  readonly modules?: AsteriskOptions['modules'];
}

export type OfficePhoneOptions = Partial<StartPhoneOptions> & { readonly username: string };

export async function createOffice(options: OfficeOptions): Promise<Office> {
  const isBehindNat = options.behindOneToOneNat === true;
  const pbx = isBehindNat
    ? await createPbxNetworkBehindNat()
    : await createPbxNetwork({ addresses: options.addresses ?? [PBX_ADDRESS] });
  const site = await createSite({
    pbx,
    name: 'leeds',
    publicAddress: '203.0.113.1',
    ...options.site,
  });
  const { flavour, endpoints, sipPort, trunks, endpointIdentifierOrder, append, files } = options;
  const { hepCollector, sipBind, amiPort, httpPort, modules } = options;
  const asterisk = await startAsterisk({
    ...flavour,
    namespace: pbx.namespace,
    address: isBehindNat ? PRIVATE_PBX_ADDRESS : PBX_ADDRESS,
    endpoints,
    ...(sipPort !== undefined && { sipPort }),
    ...(trunks && { trunks }),
    ...(endpointIdentifierOrder !== undefined && { endpointIdentifierOrder }),
    ...(hepCollector !== undefined && { hepCollector }),
    ...(sipBind !== undefined && { sipBind }),
    ...(amiPort !== undefined && { amiPort }),
    ...(httpPort !== undefined && { httpPort }),
    ...(append && { append }),
    ...(files && { files }),
    ...(modules && { modules }),
  });
  return new Office(pbx, site, asterisk);
}

export class Office {
  readonly pbx: PbxNetwork;
  readonly site: Site;
  readonly asterisk: AsteriskInstance;

  constructor(pbx: PbxNetwork, site: Site, asterisk: AsteriskInstance) {
    this.pbx = pbx;
    this.site = site;
    this.asterisk = asterisk;
  }

  /** A phone at 192.168.1.50 in the office (or in another site) that knows port 5060 of the PBX. */
  startPhone(options: OfficePhoneOptions, site: Site = this.site): Promise<Phone> {
    return startPhone({
      namespace: site.hostNamespace,
      address: '192.168.1.50',
      proxy: `${PBX_ADDRESS}:5060`,
      ...options,
    });
  }
}
