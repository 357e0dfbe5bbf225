// The scene of an installation: an Asterisk that has port 5060 behind the firewall of its machine, two
// sites behind routers of their own, a provider, and room for what farend puts on that machine.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AsteriskInstance } from '../asterisk/start-asterisk.ts';
import { NetworkNamespace } from '../network/network-namespace.ts';
import { PBX_ADDRESS } from '../network/pbx-network.ts';
import { createSite, type Site } from '../network/site.ts';
import { createOffice, type Office } from '../office.ts';
import type { Phone } from '../phone/phone.ts';
import { own } from '../process/lifetime.ts';
import { pollUntil } from '../process/poll-until.ts';
import { createScratchDirectory } from '../scratch-directory.ts';
import type { InstallLayout, OfficePhone } from './install-layout.ts';
import { InstalledFarend } from './installed-farend.ts';

export const LEEDS = '203.0.113.1';
const YORK = '203.0.113.2';
const PROVIDER = '203.0.113.80';

/** What a PBX on the internet lets in: SIP, RTP, and what belongs to a conversation of its own. */
const FIREWALL = `
table inet filter {
  chain input {
    type filter hook input priority filter; policy drop;
    ct state established,related accept
    iif lo accept
    udp dport 5060 accept
    udp dport 20000-20998 accept
  }
}
`;

/** fail2ban as Debian has it, and the jail of somebody who was scanned. */
const FAIL2BAN = {
  'jail.conf': '[DEFAULT]\nbantime  = 10m\nmaxretry = 5\n',
  'jail.local':
    '[asterisk]\nenabled = true\nfilter = asterisk\nlogpath = /var/log/asterisk/messages\nignoreself = false\n',
};

/** @param isBehindNat the machine has a private address, and a router before it 203.0.113.10 */
export async function createInstallScene(
  layout: InstallLayout,
  isBehindNat = false,
): Promise<InstallScene> {
  const { flavour, files, phones } = layout;
  const isChanSip = flavour.driver === 'chan_sip';
  const office = await createOffice({
    flavour,
    endpoints: phones.map(({ username }) => ({ name: username })),
    // For the dialplan; how Asterisk knows it stands in the files.
    trunks: [{ name: 'provider', host: `${PROVIDER}:5060` }],
    files,
    behindOneToOneNat: isBehindNat,
    // Loads their modules, as autoload would; what they do is in the files.
    httpPort: 8088,
    ...(!isChanSip && { hepCollector: '127.0.0.1:9060' }),
    site: { hosts: 10, bindingTimeoutSeconds: 3600 },
  });
  const york = await createSite({
    pbx: office.pbx,
    name: 'york',
    publicAddress: YORK,
    hosts: 10,
    bindingTimeoutSeconds: 3600,
  });
  const provider = await office.startPhone({
    username: 'provider',
    namespace: await office.pbx.addHost(PROVIDER),
    address: PROVIDER,
    calls: { final: 'answer' },
  });
  const scratch = createScratchDirectory('install');
  own({ stop: async () => scratch.remove() });
  const machine = new NetworkNamespace(office.pbx.namespace);
  await machine.run(['nft', '-f', '-'], FIREWALL);
  const scene = new InstallScene({ layout, office, york, provider, machine, path: scratch.path });
  await Promise.all(phones.map((phone) => scene.startPhone(phone)));
  return scene;
}

interface Parts {
  readonly layout: InstallLayout;
  readonly office: Office;
  readonly york: Site;
  readonly provider: Phone;
  readonly machine: NetworkNamespace;
  readonly path: string;
}

export class InstallScene {
  readonly layout: InstallLayout;
  readonly provider: Phone;
  readonly asterisk: AsteriskInstance;
  readonly farend: InstalledFarend;
  readonly office: Office;
  readonly #york: Site;
  readonly #machine: NetworkNamespace;
  readonly #path: string;
  readonly #phones = new Map<string, Phone>();

  constructor({ layout, office, york, provider, machine, path }: Parts) {
    this.layout = layout;
    this.office = office;
    this.provider = provider;
    this.asterisk = office.asterisk;
    this.#york = york;
    this.#machine = machine;
    this.#path = path;
    for (const name of ['farend', 'state', 'run']) mkdirSync(join(path, name));
    this.installFail2ban();
    this.farend = own(
      new InstalledFarend({
        path,
        namespace: machine.name,
        asteriskConf: join(office.asterisk.etcPath, 'asterisk.conf'),
      }),
    );
  }

  get isChanSip(): boolean {
    return this.layout.flavour.driver === 'chan_sip';
  }

  /** Directories whose every byte `farend undo` gives back. */
  get privatePaths(): string[] {
    return [this.asterisk.etcPath, join(this.#path, 'farend'), this.fail2banPath];
  }

  /** Anew: nothing of farend's is in it. */
  installFail2ban(): void {
    rmSync(this.fail2banPath, { recursive: true, force: true });
    mkdirSync(join(this.fail2banPath, 'jail.d'), { recursive: true });
    for (const [name, text] of Object.entries(FAIL2BAN))
      writeFileSync(join(this.fail2banPath, name), text);
  }

  get fail2banPath(): string {
    return join(this.#path, 'fail2ban');
  }

  /** 4001 lives at 192.168.1.51, and so on, at both sites; calls are answered at once. */
  async startPhone({ username, site, rport }: OfficePhone): Promise<void> {
    const address = `192.168.1.${50 + Number(username.slice(-1))}`;
    const options = { username, address, rport, calls: { final: 'answer' } } as const;
    const place = site === 'york' ? this.#york : this.office.site;
    this.#phones.set(username, await this.office.startPhone(options, place));
  }

  phone(username: string): Phone {
    const phone = this.#phones.get(username);
    if (phone === undefined) throw new Error(`no phone ${username}`);
    return phone;
  }

  /** Usernames of the phones that `accepts` takes. */
  listPhones(accepts: (phone: OfficePhone) => boolean = () => true): string[] {
    return this.layout.phones.filter(accepts).map(({ username }) => username);
  }

  /** Everybody sends a REGISTER: who was accepted. */
  async register(usernames: readonly string[]): Promise<string[]> {
    const results = await Promise.all(
      usernames.map((username) => this.phone(username).register({ expires: 3600 })),
    );
    return usernames.filter((_, index) => results[index]?.outcome === 'accepted');
  }

  /** Where Asterisk would call the phone: the URI of its only contact, or the peer's address. */
  async findContact(username: string): Promise<string | undefined> {
    if (this.isChanSip) return (await this.asterisk.peer(username))?.address;
    const contacts = await this.asterisk.contacts(username);
    return contacts.length === 0 ? undefined : contacts.map(({ uri }) => uri).join(' ');
  }

  /** Those that Asterisk reaches through farend. */
  async listThroughFarend(): Promise<string[]> {
    const contacts = await this.findContacts();
    const mark = this.isChanSip ? `${PBX_ADDRESS}:` : ';fe=';
    return this.listPhones().filter((username) => contacts[username]?.includes(mark));
  }

  /** By username; who is not registered has none. */
  async findContacts(): Promise<Record<string, string | undefined>> {
    const names = this.listPhones();
    const contacts = await Promise.all(names.map((name) => this.findContact(name)));
    return Object.fromEntries(names.map((name, index) => [name, contacts[index]]));
  }

  async listTables(): Promise<string[]> {
    const tables = await this.#machine.run(['nft', 'list', 'tables']);
    return tables.split('\n').filter((line) => line !== '');
  }

  /** Waits until the machine has a table of farend's, or has none. */
  waitForTable(isThere: boolean, timeoutMs = 20_000): Promise<string[]> {
    const ask = async (): Promise<string[] | undefined> => {
      const tables = await this.listTables();
      return tables.some((table) => table.includes('farend')) === isThere ? tables : undefined;
    };
    return pollUntil(ask, {
      timeoutMs,
      what: `a table of farend’s that ${isThere ? 'is' : 'is not'} there`,
    });
  }

  /** The machine's kernel forgets every flow. */
  async forgetFlows(): Promise<void> {
    await this.#machine.run(['conntrack', '-F']);
  }

  /** What SIP of phones meets: the packet rules, who has Asterisk's port, and where it calls them. */
  async describeWay(): Promise<object> {
    const rows = (await this.#machine.run(['ss', '-Hlunp', 'sport', '=', ':5060'])).split('\n');
    return {
      ruleset: await this.#machine.run(['nft', '-s', 'list', 'ruleset']),
      owners: rows.map((row) => /\("[^"]+",pid=\d+/.exec(row)?.[0]),
      contacts: await this.findContacts(),
    };
  }

  /** Whom the phone has sent to and heard from. */
  listCorrespondents(username: string): string[] {
    return [...new Set(this.phone(username).datagrams.items.map(({ remote }) => remote))];
  }

  /** A shell command on the machine of Asterisk, as an operator types it. */
  onMachine(argv: readonly string[], input = ''): Promise<string> {
    return this.#machine.run(argv, input);
  }
}
