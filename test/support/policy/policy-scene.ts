// The scene of the policy's tests: an office whose Asterisk is configured as operators do it, farend in
// front of it, and `farend policy …` as a person types it.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Layout } from '../asterisk/layouts/layout.ts';
import type { LaidOut } from '../asterisk/layouts/list-layouts.ts';
import type { AsteriskInstance } from '../asterisk/start-asterisk.ts';
import { type CompanionOffice, createCompanionOffice } from '../companion-office.ts';
import { runFarend } from '../farend.ts';
import { PBX_ADDRESS } from '../network/pbx-network.ts';
import type { OfficePhoneOptions } from '../office.ts';
import type { Phone } from '../phone/phone.ts';
import type { CommandResult } from '../process/run-command.ts';
import { type FileTree, readFileTree } from './file-tree.ts';
import { readValues, type Values } from './read-values.ts';
import { formatWantedValues, type Wish } from './wanted-values.ts';

/** farend's own directory, inside that of Asterisk's configuration. */
const OWN_DIRECTORY = 'farend.d';

/** The wish of most tests; 5001 is no endpoint of it. */
export const EVERYTHING = [
  { match: '5*', nat: 'keep' },
  { match: '*', nat: 'yes', maxContacts: 3, qualify: '30s' },
];

/** Endpoint → its values. */
type AllValues = Readonly<Record<string, Values | undefined>>;

/** Asterisk itself, past farend. */
const STRAIGHT = `${PBX_ADDRESS}:5080`;

export async function createPolicyScene(
  { createLayout, flavour }: LaidOut,
  policy: object = { endpoints: EVERYTHING },
): Promise<PolicyScene> {
  const layout = createLayout();
  const companion = await createCompanionOffice({
    flavour,
    endpoints: layout.endpoints.map((name) => ({ name })),
    files: layout.files,
    modules: layout.modules,
    hasAri: flavour.driver === 'chan_pjsip',
    site: { hosts: 12 },
  });
  const { asterisk, pbx } = companion.office;
  await layout.fill(asterisk, pbx.namespace);
  const scene = new PolicyScene(layout, companion);
  scene.setPolicy(policy);
  return scene;
}

export class PolicyScene {
  readonly layout: Layout;
  readonly office: CompanionOffice['office'];
  readonly farend: CompanionOffice['farend'];

  constructor(layout: Layout, { office, farend }: CompanionOffice) {
    this.layout = layout;
    this.office = office;
    this.farend = farend;
  }

  get asterisk(): AsteriskInstance {
    return this.office.asterisk;
  }

  get ownPath(): string {
    return join(this.asterisk.etcPath, OWN_DIRECTORY);
  }

  /** For commands from now on; a running farend goes on with the old one. */
  setPolicy(policy: object): void {
    const config = JSON.parse(readFileSync(this.farend.configPath, 'utf8')) as object;
    const always = { write: this.ownPath, watchFor: '2s' };
    this.farend.writeConfig({ ...config, policy: { ...always, ...policy } });
  }

  /** `farend policy plan`, with further words. */
  plan(...words: readonly string[]): Promise<CommandResult> {
    return this.#run('plan', words);
  }

  apply(...words: readonly string[]): Promise<CommandResult> {
    return this.#run('apply', words);
  }

  readValues(endpoint: string): Promise<Values | undefined> {
    return readValues(this.asterisk, this.layout.driver, endpoint);
  }

  /** Of phones and trunks. */
  async readAllValues(): Promise<AllValues> {
    const names = [...this.layout.endpoints, ...this.layout.trunks];
    const values = await Promise.all(names.map((name) => this.readValues(name)));
    return Object.fromEntries(names.map((name, index) => [name, values[index]]));
  }

  /** The same, as they should be after EVERYTHING: trunks and 5001 as they are now. */
  async formatWanted(wish: Wish): Promise<AllValues> {
    const all = Object.entries(await this.readAllValues());
    return Object.fromEntries(
      all.map(([name, values = {}]) => [
        name,
        this.#isWanted(name) ? formatWantedValues(this.layout.driver, values, wish) : values,
      ]),
    );
  }

  /** Those of endpoints that are in no file. */
  async pickDatabase(all: AllValues): Promise<AllValues> {
    const database = await this.readDatabase();
    return Object.fromEntries(
      Object.entries(all).filter(([name]) => `endpoint/${name}` in database),
    );
  }

  readDatabase(): ReturnType<Layout['readDatabase']> {
    return this.layout.readDatabase(this.asterisk);
  }

  /** Every file of Asterisk's configuration but farend's own. */
  readFiles(): FileTree {
    return readFileTree(this.asterisk.etcPath, OWN_DIRECTORY);
  }

  /** The heads of all sections in farend's own files, in the order in which they stand. */
  listOwnSections(): string[] {
    const files = readdirSync(this.ownPath).filter((name) => name.endsWith('.conf'));
    const texts = files.map((name) => readFileSync(join(this.ownPath, name), 'utf8'));
    return texts.join('\n').match(/^\[.*$/gm) ?? [];
  }

  /** Asterisk reads its files again, as a person tells it to. */
  async reload(): Promise<void> {
    const module = this.layout.driver === 'chan_sip' ? 'chan_sip.so' : 'res_pjsip.so';
    await this.asterisk.cli(`module reload ${module}`);
  }

  /** Somebody deletes farend's directory, or brings it back. */
  async moveOwnDirectory(): Promise<void> {
    const aside = `${this.ownPath}.away`;
    const isThere = existsSync(this.ownPath);
    await rename(isThere ? this.ownPath : aside, isThere ? aside : this.ownPath);
  }

  /** 4001 lives at 192.168.1.51, and so on; it knows farend, or, straight, Asterisk alone. */
  startPhone(
    username: string,
    { isStraight = false, ...options }: Partial<OfficePhoneOptions> & { isStraight?: boolean } = {},
  ): Promise<Phone> {
    return this.office.startPhone({
      username,
      address: `192.168.1.${50 + Number(username.slice(-1))}`,
      calls: { final: 'answer' },
      ...(isStraight && { proxy: STRAIGHT }),
      ...options,
    });
  }

  /** Asterisk calls the endpoint, and ends the call when it was answered. */
  async call(endpoint: string): Promise<void> {
    const technology = this.layout.driver === 'chan_sip' ? 'SIP' : 'PJSIP';
    await this.asterisk.cli(`channel originate ${technology}/${endpoint} application Wait 1`);
  }

  /** Whether Asterisk knows where the endpoint is. */
  async isRegistered(endpoint: string): Promise<boolean> {
    if (this.layout.driver === 'chan_sip')
      return (await this.asterisk.peer(endpoint))?.address !== undefined;
    return (await this.asterisk.contacts(endpoint)).length > 0;
  }

  #isWanted(name: string): boolean {
    return !name.startsWith('5') && !this.layout.trunks.includes(name);
  }

  #run(command: string, words: readonly string[]): Promise<CommandResult> {
    const { namespace } = this.office.pbx;
    return runFarend(namespace, 'policy', command, '-c', this.farend.configPath, ...words);
  }
}
