// The scene of calls through farend: an office behind its router, with phones that offer no rport and
// know nothing of NAT, and endpoints as farend's documentation wants them.

import type { EndpointOptions } from './asterisk/asterisk-options.ts';
import type { AsteriskFlavour } from './asterisk/flavours.ts';
import {
  createFarendOffice,
  FAREND,
  type FarendOffice,
  type FarendOfficeOptions,
} from './farend-office.ts';
import { createSite, type Site } from './network/site.ts';
import type { Phone } from './phone/phone.ts';
import type { StartPhoneOptions } from './phone/start-phone.ts';

/** Media finds its way through NAT only where it comes from (asterisk-conf says so too). */
const COMEDIA = { rtpSymmetric: true, nat: 'force_rport,comedia' };

export interface CallSceneOptions extends Partial<FarendOfficeOptions> {
  readonly flavour: AsteriskFlavour;
  /** What every endpoint has besides. */
  readonly endpoint?: Partial<EndpointOptions>;
  /** Endpoints that are asked for no credentials. */
  readonly withoutAuth?: readonly string[];
}

/** Endpoints 4001 to 4005; phones at places of their own. */
export async function createCallScene(options: CallSceneOptions): Promise<CallScene> {
  const { endpoint, withoutAuth = [], ...rest } = options;
  const names = ['4001', '4002', '4003', '4004', '4005'];
  const endpoints = names.map((name) => ({
    name,
    auth: !withoutAuth.includes(name),
    ...COMEDIA,
    ...endpoint,
  }));
  return new CallScene(await createFarendOffice({ endpoints, site: { hosts: 10 }, ...rest }));
}

export class CallScene {
  readonly office: FarendOffice['office'];
  readonly farend: FarendOffice['farend'];
  readonly #phones: Phone[] = [];

  constructor({ office, farend }: FarendOffice) {
    this.office = office;
    this.farend = farend;
  }

  /** 4001 lives at 192.168.1.51, and so on, in the office or in another one. */
  async startPhone(
    username: string,
    options: Partial<StartPhoneOptions> = {},
    site: Site = this.office.site,
  ): Promise<Phone> {
    const address = `192.168.1.${50 + Number(username.slice(-1))}`;
    const wanted = { username, address, rport: false, ...options };
    const phone = await this.office.startPhone(wanted, site);
    this.#phones.push(phone);
    return phone;
  }

  /** The same, registered. */
  async registerPhone(
    username: string,
    options: Partial<StartPhoneOptions> = {},
    site: Site = this.office.site,
  ): Promise<Phone> {
    const phone = await this.startPhone(username, options, site);
    const { outcome } = await phone.register();
    if (outcome !== 'accepted') {
      throw new Error(`${username} could not register: ${outcome}`);
    }
    return phone;
  }

  /** Ends calls, registrations and phones; the next test starts its own. */
  async clear(): Promise<void> {
    await this.office.asterisk.cli('channel request hangup all');
    const phones = this.#phones.splice(0);
    await Promise.all(phones.map((phone) => phone.unregister()));
    await Promise.all(phones.map((phone) => phone.stop()));
  }

  /** Another office, with the same addresses inside as the first. */
  createYork(): Promise<Site> {
    return createSite({ pbx: this.office.pbx, name: 'york', publicAddress: '203.0.113.2' });
  }
}

/** Whom the phone has sent to and heard from: farend alone, when all is well. */
export function listCorrespondents(phone: Phone): string[] {
  return [...new Set(phone.datagrams.items.map(({ remote }) => remote))];
}

export const ONLY_FAREND: readonly string[] = [FAREND];
