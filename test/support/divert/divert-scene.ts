// An Asterisk at port 5060 that phones register with by themselves, farend beside it, and `farend divert`
// between the two. The PBX has a firewall that knows connections, and lets nobody in to farend's ports.

import type { AsteriskFlavour } from '../asterisk/flavours.ts';
import { type Farend, runFarend, startFarend } from '../farend.ts';
import { PBX_ADDRESS } from '../network/pbx-network.ts';
import { createSite, type Site } from '../network/site.ts';
import { createOffice, type Office } from '../office.ts';
import type { Phone } from '../phone/phone.ts';
import type { StartPhoneOptions } from '../phone/start-phone.ts';
import { own, release, type Stoppable } from '../process/lifetime.ts';
import type { CommandResult } from '../process/run-command.ts';
import { runChecked } from '../process/run-command.ts';

/** Where phones find Asterisk. */
export const ASTERISK = `${PBX_ADDRESS}:5060`;

/** Of a provider in Asterisk's files. */
export const TRUNK_ADDRESS = '203.0.113.97';

export const divertedProxy = {
  listen: [`udp://${PBX_ADDRESS}:5070`, { url: `udp://${PBX_ADDRESS}:5071`, divertedFrom: 5060 }],
  asterisk: [`udp://${ASTERISK}`],
};

const FIREWALL = `
table inet firewall {
  chain input {
    type filter hook input priority filter; policy accept;
    ct state established,related accept
    iif lo accept
    udp dport { 5070, 5071 } drop
  }
}
`;

/** As Asterisk's own documentation has phones behind NAT. */
const BEHIND_NAT = {
  rtpSymmetric: true,
  forceRport: true,
  rewriteContact: true,
  nat: 'force_rport,comedia',
};

/** `farend divert`, in a namespace; what it has diverted ends with the test. */
export class Divert implements Stoppable {
  private readonly namespace: string;
  private readonly configPath: string;

  constructor(namespace: string, configPath: string) {
    this.namespace = namespace;
    this.configPath = configPath;
    own(this);
  }

  run(...words: readonly string[]): Promise<CommandResult> {
    return runFarend(this.namespace, 'divert', ...words, '-c', this.configPath);
  }

  async on(...words: readonly string[]): Promise<void> {
    const { exitCode, stderr } = await this.run('on', ...words);
    if (exitCode !== 0) throw new Error(`divert on: ${stderr}`);
  }

  async off(): Promise<void> {
    await this.run('off');
  }

  async status(): Promise<DivertStatus> {
    const { stdout } = await this.run('status', '--json');
    return JSON.parse(stdout) as DivertStatus;
  }

  nft(...words: readonly string[]): Promise<string> {
    return runChecked(['ip', 'netns', 'exec', this.namespace, 'nft', ...words]);
  }

  async stop(): Promise<void> {
    release(this);
    await this.off();
  }
}

export interface DivertStatus {
  readonly verdict: string;
  readonly guard?: {
    readonly pid: number;
    readonly except: readonly { readonly network: string; readonly source: string }[];
    readonly counts?: { readonly toFarend: number; readonly fromFarend: number };
  };
}

export async function createDivertScene(flavour: AsteriskFlavour): Promise<DivertScene> {
  const endpoints = ['4001', '4002', '4003'].map((name) => ({ name, ...BEHIND_NAT }));
  const trunks = [{ name: 'provider', host: `${TRUNK_ADDRESS}:5060` }];
  const office = await createOffice({ flavour, endpoints, trunks });
  const { namespace } = office.pbx;
  const york = await createSite({ pbx: office.pbx, name: 'york', publicAddress: '203.0.113.2' });
  await runChecked(['ip', 'netns', 'exec', namespace, 'nft', '-f', '-'], { input: FIREWALL });
  const log = { level: 'debug', format: 'json' };
  const farend = await startFarend({
    namespace,
    config: { proxy: divertedProxy, log },
    keepsState: true,
  });
  return new DivertScene(office, york, farend, new Divert(namespace, farend.configPath));
}

export class DivertScene {
  readonly office: Office;
  /** Another office, at 203.0.113.2. */
  readonly york: Site;
  readonly farend: Farend;
  readonly divert: Divert;

  constructor(office: Office, york: Site, farend: Farend, divert: Divert) {
    this.office = office;
    this.york = york;
    this.farend = farend;
    this.divert = divert;
  }

  /** 4001 lives at 192.168.1.51, and so on, and asks for rport, as phones do that need no farend. */
  async registerPhone(
    username: string,
    options: Partial<StartPhoneOptions> = {},
    site: Site = this.office.site,
  ): Promise<Phone> {
    const address = `192.168.1.${50 + Number(username.slice(-1))}`;
    const phone = await this.office.startPhone(
      { username, address, calls: { final: 'answer' }, ...options },
      site,
    );
    await this.register(phone);
    return phone;
  }

  async register(phone: Phone): Promise<void> {
    const { outcome } = await phone.register();
    if (outcome !== 'accepted') throw new Error(`a phone could not register: ${outcome}`);
  }

  /**
   * Whether the next REGISTER of a phone goes through farend: it is two packets, with the challenge between
   * them. One alone is the answer of another phone to a keep-alive.
   */
  async isDiverted(phone: Phone): Promise<boolean> {
    const before = (await this.divert.status()).guard?.counts?.toFarend ?? 0;
    await this.register(phone);
    const after = (await this.divert.status()).guard?.counts?.toFarend ?? 0;
    return after - before >= 2;
  }
}
