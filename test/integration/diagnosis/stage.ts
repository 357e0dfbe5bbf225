// Where the ways to fail are played: routers of each kind beside one PBX, and a phone without any.

import type { AsteriskFlavour } from '../../support/asterisk/flavours.ts';
import { type CompanionOffice, createCompanionOffice } from '../../support/companion-office.ts';
import { createSite, type Site, type SiteOptions } from '../../support/network/site.ts';
import type { Office } from '../../support/office.ts';
import type { Phone } from '../../support/phone/phone.ts';
import type { Place, Way } from './ways.ts';

/** What a way is played with. */
export interface Stage {
  readonly office: Office;
  readonly phone: Phone;
  /** The phone's own. */
  readonly address: string;
  /** Its router. */
  readonly site: Site;
}

const ROUTERS: readonly (Partial<SiteOptions> & { name: Place; publicAddress: string })[] = [
  { name: 'clean', publicAddress: '203.0.113.2' },
  { name: 'alg', publicAddress: '203.0.113.3', alg: true },
  { name: 'forgetful', publicAddress: '203.0.113.4', bindingTimeoutSeconds: 2 },
];
/** What a phone behind NAT needs of an Asterisk that it talks to itself. */
const WITHOUT_FAREND = { forceRport: true, rewriteContact: true };

/** All of it, with an account for each way. */
export async function buildStages(
  flavour: AsteriskFlavour,
  producer: CompanionOffice['producer'],
  ways: readonly Way[],
): Promise<Stages> {
  const settings = producer === 'hep' ? WITHOUT_FAREND : {};
  const scene = await createCompanionOffice({
    flavour,
    producer,
    endpoints: ways.map(({ name, endpoint }) => ({ ...settings, ...endpoint, name })),
    site: { hosts: ways.length },
  });
  const { pbx, site } = scene.office;
  const sites = new Map<Place, Site>([['office', site]]);
  for (const router of ROUTERS)
    sites.set(router.name, await createSite({ pbx, hosts: ways.length, ...router }));
  return new Stages(scene, sites, ways);
}

export class Stages {
  readonly scene: CompanionOffice;
  readonly #sites: ReadonlyMap<Place, Site>;
  readonly #ways: readonly Way[];

  constructor(scene: CompanionOffice, sites: ReadonlyMap<Place, Site>, ways: readonly Way[]) {
    this.scene = scene;
    this.#sites = sites;
    this.#ways = ways;
  }

  /** Where the world sees the phone of a way. */
  publicAddressOf(way: Way): string {
    return this.#sites.get(way.place ?? 'office')?.publicAddress ?? this.#addressOf(way);
  }

  async play(way: Way): Promise<void> {
    const { office } = this.scene;
    const site = this.#sites.get(way.place ?? 'office');
    const address = this.#addressOf(way);
    const phone = await office.startPhone(
      {
        username: way.name,
        address,
        rport: false,
        ...way.phone,
        ...(site === undefined && { namespace: await office.pbx.addHost(address) }),
      },
      site,
    );
    await way.play({ office, phone, address, site: site ?? office.site });
  }

  #addressOf(way: Way): string {
    const place = this.#ways.indexOf(way);
    return way.place === 'without-router' ? `203.0.113.${150 + place}` : `192.168.1.${50 + place}`;
  }
}
