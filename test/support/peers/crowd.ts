// The scene of the SIPp tests: farend before Asterisk, and as many phones as wanted in an office,
// each with an endpoint of its own. The phones are 4001, 4002, … and SIPp is all of them.

import type { EndpointOptions } from '../asterisk/asterisk-options.ts';
import { formatDefaultPassword } from '../asterisk/asterisk-options.ts';
import type { AsteriskFlavour } from '../asterisk/flavours.ts';
import type { Farend } from '../farend.ts';
import { createFarendOffice, FAREND, type FarendOffice } from '../farend-office.ts';
import { createSite, type Site } from '../network/site.ts';
import type { Office } from '../office.ts';
import { findPeers } from '../provision/peers.ts';
import { originateCall, waitForCalls } from './asterisk-calls.ts';
import { type Sipp, startSipp } from './sipp.ts';
import type { SippOptions, SippUser } from './sipp-options.ts';
import type { SippStatistics } from './sipp-statistics.ts';

export interface CrowdOptions {
  readonly flavour: AsteriskFlavour;
  readonly size: number;
  readonly endpoint?: Omit<EndpointOptions, 'name'>;
  /**
   * How many addresses the phones share in turn, 200 at most, so that SIPp has a socket at each;
   * default: one gateway is all of them.
   */
  readonly hosts?: number;
  /** More of the section `proxy` of farend's file. */
  readonly proxy?: object;
}

/** What a test says about a run of SIPp; the rest follows from the scene. */
export type Play = Pick<SippOptions, 'scenario'> &
  Partial<Omit<SippOptions, 'scenario' | 'command'>> & { readonly site?: Site };

const FIRST_NAME = 4001;
const FIRST_HOST = 50;
/** Addresses of the office beyond those of its phones. */
const STRANGERS = 1;
const SIP_PORT = 5060;
/** Longer than any test: the phones of SIPp do not keep their bindings open. */
const BINDING_TIMEOUT_S = 300;

export async function createCrowd(options: CrowdOptions): Promise<Crowd> {
  const { flavour, size, endpoint = {}, hosts = 1, proxy } = options;
  const names = Array.from({ length: size }, (_, n) => String(FIRST_NAME + n));
  const scene = await createFarendOffice({
    flavour,
    endpoints: names.map((name) => ({ name, qualifyFrequency: 5, ...endpoint })),
    site: { hosts: hosts + STRANGERS, bindingTimeoutSeconds: BINDING_TIMEOUT_S },
    append: { 'asterisk.conf': 'maxfiles = 8192' },
    ...(proxy !== undefined && { proxy }),
  });
  return new Crowd(scene, flavour, names, hosts);
}

export class Crowd {
  readonly office: Office;
  readonly farend: Farend;
  readonly users: readonly SippUser[];
  readonly #flavour: AsteriskFlavour;
  /** Of the same office, where no phone lives. */
  readonly strangerAddress: string;
  readonly #hosts: number;

  constructor(
    { office, farend }: FarendOffice,
    flavour: AsteriskFlavour,
    names: readonly string[],
    hosts: number,
  ) {
    this.office = office;
    this.farend = farend;
    this.#flavour = flavour;
    this.#hosts = hosts;
    this.users = names.map((name, n) => createUser(name, formatAddress(n % hosts)));
    this.strangerAddress = formatAddress(hosts);
  }

  /** Another office with phones at the same addresses. */
  addSite(name: string, publicAddress: string): Promise<Site> {
    const bindingTimeoutSeconds = BINDING_TIMEOUT_S;
    return createSite({ pbx: this.office.pbx, name, publicAddress, bindingTimeoutSeconds });
  }

  /** Starts SIPp in the office (or another site), before farend. */
  play({ site = this.office.site, ...rest }: Play): Promise<Sipp> {
    return startSipp({
      command: findPeers().sipp ?? [],
      namespace: site.hostNamespace,
      address: formatAddress(0),
      port: SIP_PORT,
      target: FAREND,
      hasSocketPerAddress: this.#hosts > 1,
      ...rest,
    });
  }

  /** As `play`, to the end. */
  async run(options: Play): Promise<SippStatistics> {
    const sipp = await this.play(options);
    return await sipp.finish();
  }

  /** Asterisk calls that phone, and connects it to an extension. */
  originate(name: string, extension: string): Promise<void> {
    return originateCall(this.office.asterisk, this.#flavour.driver, name, extension);
  }

  /** Waits until Asterisk has so many calls at once. */
  waitForCalls(count: number): Promise<void> {
    return waitForCalls(this.office.asterisk, count);
  }

  /**
   * Ends farend; how many datagrams went nowhere, by reason, except answers to its own questions, and
   * what SIPp says when it ends beside a ping of Asterisk: a BYE with port 0 in its Via.
   */
  async countDrops(): Promise<Readonly<Record<string, number>>> {
    await this.farend.terminate();
    const stopped = await this.farend.waitForLog(({ event }) => event === 'stopped');
    const { 'bad-via': ofSipp, ...drops } = stopped.drops as Record<string, number>;
    return Object.fromEntries(
      Object.entries(drops).filter(([reason]) => !reason.endsWith('-answer')),
    );
  }
}

export function createUser(name: string, address: string): SippUser {
  return { name, password: formatDefaultPassword(name), address };
}

/** The n-th of the office, from 0 on. */
function formatAddress(n: number): string {
  return `192.168.1.${FIRST_HOST + n}`;
}
