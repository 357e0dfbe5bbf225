// One Asterisk over AMI, for those who change its settings: what it has, read so gently that its phones
// do not feel it, and the few actions that a change needs.

import { setTimeout as delay } from 'node:timers/promises';
import type { Ask } from '../../asterisk/ami/ask.ts';
import { type ConfigCategory, ConfigReader } from '../../asterisk/ami/config-reader.ts';
import { readEndpointDetails } from '../../asterisk/ami/pjsip-details.ts';
import {
  addDetails,
  listPjsipContacts,
  listPjsipEndpoints,
} from '../../asterisk/ami/pjsip-snapshot.ts';
import { readSipPeer } from '../../asterisk/ami/sip-peer.ts';
import { listSipPeers } from '../../asterisk/ami/sip-peer-list.ts';
import type { ContactState, EndpointState } from '../../asterisk/asterisk-event.ts';
import { AppError, isAppError } from '../../base/app-error.ts';
import type { AsteriskAccess, ConfigUpdate } from '../asterisk-access.ts';
import { AmiLink, type LinkOptions } from './ami-link.ts';
import { isPolicyVariable } from './policy-variables.ts';
import { updateCategory } from './update-category.ts';

/**
 * chan_sip answers Reload before it reads its files, and does not say when it is done: 3,000 peers take
 * it a quarter of a second.
 */
const SIP_RELOAD_MS = 2_000;

/**
 * Resolves when it is logged in.
 *
 * @throws AppError AMI_UNREACHABLE with the reason
 */
export async function openAmiAccess(options: LinkOptions): Promise<AmiAccess> {
  const link = new AmiLink(options);
  await link.open();
  return new AmiAccess(options.asterisk, link);
}

interface Drivers {
  readonly ask: Ask;
  readonly hasPjsip: boolean;
  readonly hasSip: boolean;
}

export class AmiAccess implements AsteriskAccess {
  readonly asterisk: string;
  private readonly link: AmiLink;

  constructor(asterisk: string, link: AmiLink) {
    this.asterisk = asterisk;
    this.link = link;
  }

  async listEndpoints(): Promise<readonly EndpointState[]> {
    const { ask, hasPjsip, hasSip } = await this.openDrivers();
    const pjsip = hasPjsip ? await listPjsipEndpoints(ask, overlook) : [];
    const sip = hasSip ? await listSipPeers(ask, overlook) : [];
    return [
      ...pjsip.map((endpoint) => addDetails(endpoint, undefined)),
      ...sip.map(({ endpoint }) => endpoint),
    ];
  }

  async readSettings(
    endpoints: readonly EndpointState[],
    onProgress: (done: number, of: number) => void,
  ): Promise<readonly EndpointState[]> {
    const read: EndpointState[] = [];
    for (const [index, endpoint] of endpoints.entries()) {
      const settings = await this.readOne(endpoint);
      if (settings !== undefined) read.push(settings);
      onProgress(index + 1, endpoints.length);
    }
    return read;
  }

  async listContacts(): Promise<readonly ContactState[]> {
    const { ask, hasPjsip, hasSip } = await this.openDrivers();
    const pjsip = hasPjsip ? await listPjsipContacts(ask, overlook) : [];
    const sip = hasSip ? await listSipPeers(ask, overlook) : [];
    return [...pjsip, ...sip.flatMap(({ contact }) => contact ?? [])];
  }

  async reload(module: string): Promise<void> {
    const { session } = await this.link.open();
    await session.send({ Action: 'Reload', Module: module });
    if (module === 'chan_sip.so') await delay(SIP_RELOAD_MS);
  }

  async readReloadTime(): Promise<number | undefined> {
    const { session } = await this.link.open();
    const { headers } = await session.send({ Action: 'CoreStatus' });
    const read = (word: string): number =>
      // Asterisk's local time, which is that of this machine where its files are at hand.
      Date.parse(`${headers.get(`core${word}date`)}T${headers.get(`core${word}time`)}`);
    const times = [read('startup'), read('reload')].filter(Number.isFinite);
    return times.length === 0 ? undefined : Math.max(...times);
  }

  /** `22.5.2`; '' where it does not say. */
  async readVersion(): Promise<string> {
    const { session } = await this.link.open();
    const { headers } = await session.send({ Action: 'CoreSettings' });
    return headers.get('asteriskversion') ?? '';
  }

  async readConfig(file: string, filter?: string): Promise<readonly ConfigCategory[] | undefined> {
    const { session } = await this.link.open();
    const reader = new ConfigReader(isPolicyVariable);
    const wish = filter === undefined ? {} : { Filter: filter };
    try {
      await session.readConfig({ Action: 'GetConfig', Filename: file, ...wish }, reader);
    } catch (error) {
      const isMissing =
        isAppError(error, 'AMI_REFUSED') && error.message.includes('Config file not found');
      if (isMissing) return undefined;
      throw error;
    }
    return reader.categories;
  }

  async readAstdb(family: string, key: string): Promise<string | undefined> {
    const { session } = await this.link.open();
    const action = { Action: 'DBGet', Family: family, Key: key };
    try {
      const [entry] = await session.list(action, ['DBGetResponse'], 'DBGetComplete');
      return entry?.headers.get('val');
    } catch (error) {
      const isMissing = isAppError(error, 'AMI_REFUSED') && error.message.includes('not found');
      if (isMissing) return undefined;
      throw error;
    }
  }

  async writeAstdb(family: string, key: string, value: string): Promise<void> {
    const { session } = await this.link.open();
    await session.send({ Action: 'DBPut', Family: family, Key: key, Val: value });
  }

  async updateConfig(file: string, updates: readonly ConfigUpdate[]): Promise<void> {
    const { session } = await this.link.open();
    const before = await this.readConfig(file);
    for (const [name, wanted] of Map.groupBy(updates, ({ category }) => category)) {
      const category = before?.find((candidate) => candidate.name === name);
      await updateCategory(session, file, category, wanted);
    }
  }

  close(): void {
    this.link.close();
  }

  /**
   * An Asterisk that starts takes logins before it has its channel drivers: it is asked anew the next time.
   *
   * @throws AppError AMI_REFUSED when it has none
   */
  private async openDrivers(): Promise<Drivers> {
    const { ask } = await this.link.open();
    const hasPjsip = ask.has('PJSIPShowEndpoints');
    const hasSip = ask.has('SIPpeers');
    if (hasPjsip || hasSip) return { ask, hasPjsip, hasSip };
    await this.link.drop();
    throw new AppError(
      'AMI_REFUSED',
      `${this.asterisk} lists no endpoints: chan_pjsip and chan_sip are not loaded, or the AMI user lacks "write = system" in manager.conf`,
    );
  }

  private async readOne(listed: EndpointState): Promise<EndpointState | undefined> {
    const { ask } = await this.link.open();
    await ask.rest();
    if (listed.driver === 'chan_sip')
      return (await readSipPeer(ask, listed.name, Date.now, overlook))?.endpoint;
    const details = await readEndpointDetails(ask, listed.name);
    return details && addDetails(listed, details);
  }
}

/** What cannot be read is missing in the answer, and the policy says so. */
function overlook(): void {
  // Counted by the AmiClient of the same Asterisk.
}
