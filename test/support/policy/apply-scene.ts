// The scene of the tests of apply: an Asterisk on loopback, ten endpoints far from what the policy wants.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ApplyResult, ApplyStep } from '../../../src/enforcement/apply/apply-step.ts';
import type { Recovery } from '../../../src/enforcement/apply/recover-policy.ts';
import type { AsteriskFlavour } from '../asterisk/flavours.ts';
import { type AsteriskInstance, startAsterisk } from '../asterisk/start-asterisk.ts';
import { startCrowd } from '../phone/crowd.ts';
import type { Phone } from '../phone/phone.ts';
import { startPhone } from '../phone/start-phone.ts';
import { own } from '../process/lifetime.ts';
import { type ExitStatus, startProcess } from '../process/managed-process.ts';
import { pollUntil } from '../process/poll-until.ts';
import { createScratchDirectory } from '../scratch-directory.ts';
import {
  AMI_PORT,
  type ApplyLabHooks,
  type ApplyLabSettings,
  applyInLab,
  openLabAccess,
  ownPath,
  recoverInLab,
} from './apply-lab.ts';
import { readValues, type Values } from './read-values.ts';

const NAMES = Array.from({ length: 10 }, (_, index) => String(4001 + index));
const PROXY = '127.0.0.1:5060';
const APPLY_PROCESS = fileURLToPath(new URL('./apply-process.ts', import.meta.url));

export async function createApplyScene(flavour: AsteriskFlavour): Promise<ApplyScene> {
  const asterisk = await startAsterisk({
    ...flavour,
    address: '127.0.0.1',
    amiPort: AMI_PORT,
    endpoints: NAMES.map((name) => ({ name, directMedia: true })),
  });
  const scratch = createScratchDirectory('apply');
  own({ stop: async () => scratch.remove() });
  return new ApplyScene(flavour, asterisk, scratch.path);
}

export class ApplyScene {
  readonly asterisk: AsteriskInstance;
  readonly settings: ApplyLabSettings;
  readonly #flavour: AsteriskFlavour;

  constructor(flavour: AsteriskFlavour, asterisk: AsteriskInstance, path: string) {
    this.#flavour = flavour;
    this.asterisk = asterisk;
    this.settings = { etcPath: asterisk.etcPath, path, match: '4*', watchForMs: 1_000 };
  }

  /** The operator's file of endpoints. */
  get file(): string {
    return this.#flavour.driver === 'chan_sip' ? 'sip.conf' : 'pjsip.conf';
  }

  get ownFile(): string {
    return join(ownPath(this.settings), this.file);
  }

  apply(hooks: ApplyLabHooks = {}, settings: Partial<ApplyLabSettings> = {}): Promise<ApplyResult> {
    return applyInLab({ ...this.settings, ...settings }, hooks);
  }

  /** Does something once, at the begin of a step. */
  applyAnd(
    at: ApplyStep,
    act: () => void,
    settings: Partial<ApplyLabSettings> = {},
  ): Promise<ApplyResult> {
    let isDone = false;
    const onStep = (step: ApplyStep): void => {
      if (step !== at || isDone) return;
      isDone = true;
      act();
    };
    return this.apply({ onStep }, settings);
  }

  /** Another process does it, and is killed at the begin of that step. */
  applyAndKill(killAt: ApplyStep): Promise<ExitStatus> {
    const argument = JSON.stringify({ ...this.settings, killAt });
    return startProcess({ argv: [process.execPath, APPLY_PROCESS, argument] }).exited;
  }

  recover(): Promise<Recovery | undefined> {
    return recoverInLab(this.settings);
  }

  /** Name → values, of all that Asterisk has. */
  async readAll(): Promise<Readonly<Record<string, Values>>> {
    const all = await Promise.all(
      NAMES.map(async (name) => [
        name,
        await readValues(this.asterisk, this.#flavour.driver, name),
      ]),
    );
    return Object.fromEntries(all.filter(([, values]) => values !== undefined));
  }

  /** Both of farend's and the operator's; undefined: there is no such file. */
  readFiles(): readonly (string | undefined)[] {
    const paths = [join(this.asterisk.etcPath, this.file), this.ownFile];
    return paths.map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined));
  }

  async startPhone(username: string): Promise<Phone> {
    const address = `127.0.1.${Number(username.slice(-2))}`;
    const phone = await startPhone({ username, address, proxy: PROXY });
    await phone.register();
    return phone;
  }

  /** Phones that register and do no more. */
  async startCrowd(usernames: readonly string[]): Promise<void> {
    const crowd = await startCrowd(undefined, {
      usernames,
      address: '127.0.0.1',
      firstPort: 15_060,
      proxy: PROXY,
    });
    await crowd.register(0);
  }

  /** Waits until Asterisk has that many registrations. */
  async waitForRegistrations(count: number): Promise<void> {
    const access = await openLabAccess();
    try {
      await pollUntil(
        async () => ((await access.listContacts()).length === count ? true : undefined),
        {
          timeoutMs: 20_000,
          what: `${count} registrations`,
        },
      );
    } finally {
      access.close();
    }
  }
}
