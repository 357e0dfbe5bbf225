// Where a scenario plays: an office behind a router of its own, and a machine on the internet.

import type { CompanionOffice } from '../../support/companion-office.ts';
import { createSite, type Site } from '../../support/network/site.ts';
import type { OfficePhoneOptions } from '../../support/office.ts';
import type { Phone } from '../../support/phone/phone.ts';

/** The machine is busy: phones wait as RFC 3261 wants it. */
const PATIENT = { retransmits: true, t1Ms: 500, timeoutMs: 8_000 };
const FIRST_HOST = 50;
/** Longer than all that plays in a lab: nobody has to refresh. */
export const LASTING_S = 600;

export class Place {
  readonly scene: CompanionOffice;
  readonly site: Site;
  /** Of the machine on the internet. */
  readonly internetAddress: string;
  #internet: Promise<string> | undefined;
  #phones = 0;

  constructor(scene: CompanionOffice, site: Site, internetAddress: string) {
    this.scene = scene;
    this.site = site;
    this.internetAddress = internetAddress;
  }

  get officeAddress(): string {
    return this.site.publicAddress;
  }

  /** In the office, each at an address of its own. */
  startPhone(options: OfficePhoneOptions): Promise<Phone> {
    const address = `192.168.1.${FIRST_HOST + this.#phones}`;
    this.#phones += 1;
    return this.scene.office.startPhone({ address, ...PATIENT, ...options }, this.site);
  }

  async startOnInternet(options: OfficePhoneOptions): Promise<Phone> {
    this.#internet ??= this.scene.office.pbx.addHost(this.internetAddress);
    const { internetAddress: address } = this;
    const namespace = await this.#internet;
    return await this.scene.office.startPhone({ address, namespace, ...PATIENT, ...options });
  }

  async registerPhone(options: OfficePhoneOptions, expires = LASTING_S): Promise<Phone> {
    const phone = await this.startPhone(options);
    await phone.register({ expires });
    return phone;
  }

  /** Registers, and is known to farend: what a phone does before that counts for nobody. */
  async introducePhone(options: OfficePhoneOptions): Promise<Phone> {
    const phone = await this.registerPhone(options);
    await this.scene.farend.waitForLog(
      ({ event, endpoint }) => event === 'verdict' && endpoint === options.username,
    );
    return phone;
  }
}

/** @param number of the place */
export function internetAddressOf(number: number): string {
  return `203.0.113.${180 + number}`;
}

/** @param number from 1 on, one for each place of a lab */
export async function openPlace(scene: CompanionOffice, number: number): Promise<Place> {
  const site = await createSite({
    pbx: scene.office.pbx,
    name: `place${number}`,
    publicAddress: `203.0.113.${100 + number}`,
    bindingTimeoutSeconds: 600,
  });
  return new Place(scene, site, internetAddressOf(number));
}
