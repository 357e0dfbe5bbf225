// An Asterisk with three endpoints of which two have drifted, and `farend policy` beside it as a child
// process: no companion runs, and its AMI user has no more than asterisk-conf gives.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AsteriskFlavour } from '../asterisk/flavours.ts';
import { runFarend } from '../farend.ts';
import { PBX_ADDRESS } from '../network/pbx-network.ts';
import { createOffice, type Office } from '../office.ts';
import { own } from '../process/lifetime.ts';
import type { CommandResult } from '../process/run-command.ts';
import { createScratchDirectory } from '../scratch-directory.ts';

export const AMI_SECRET = 'ami-secret-4711';
const AMI_PORT = 5038;
const AMI_USER = readFileSync(
  new URL('../../../asterisk-conf/manager.d/farend.conf', import.meta.url),
  'utf8',
).replace('change-me', AMI_SECRET);
const MANAGER_CONF = `
[general](+)
enabled = yes
bindaddr = 127.0.0.1
port = ${AMI_PORT}

${AMI_USER}`;

const DRIFTED = { forceRport: false, rewriteContact: false, rtpSymmetric: false };

export async function createCommandScene(flavour: AsteriskFlavour): Promise<CommandScene> {
  const office = await createOffice({
    flavour,
    endpoints: [{ name: '4001', ...DRIFTED }, { name: '4002', ...DRIFTED }, { name: '5001' }],
    sipPort: 5080,
    append: { 'manager.conf': MANAGER_CONF },
  });
  const scratch = createScratchDirectory('policy');
  own({ stop: async () => scratch.remove() });
  const scene = new CommandScene(office, scratch.path);
  scene.configure();
  return scene;
}

export class CommandScene {
  readonly office: Office;
  readonly configPath: string;
  /** farend's own. */
  readonly ownDirectory: string;
  private readonly directory: string;

  constructor(office: Office, directory: string) {
    this.office = office;
    this.directory = directory;
    this.configPath = join(directory, 'farend.yaml');
    this.ownDirectory = join(office.asterisk.etcPath, 'farend.d');
  }

  /** Writes the configuration, with these keys of `policy` and of the file in place of the usual ones. */
  configure(policy: object = {}, rest: object = {}): void {
    const { ownDirectory: write, directory } = this;
    const endpoints = [{ match: '4*', nat: 'yes' }];
    const config = {
      proxy: { listen: [`udp://${PBX_ADDRESS}:5060`], asterisk: [`udp://${PBX_ADDRESS}:5080`] },
      asterisk: { ami: { username: 'farend', secret: AMI_SECRET } },
      policy: { write, watchFor: '1s', endpoints, ...policy },
      state: join(directory, 'state'),
      run: join(directory, 'run'),
      ...rest,
    };
    writeFileSync(this.configPath, JSON.stringify(config));
  }

  /** `farend policy` with these words. */
  run(...words: readonly string[]): Promise<CommandResult> {
    return runFarend(this.office.pbx.namespace, 'policy', ...words, '-c', this.configPath);
  }

  /** Asterisk's own word for a setting of an endpoint; '' for none. */
  async readSetting(endpoint: string, setting: string): Promise<string> {
    const page = await this.office.asterisk.cli(`pjsip show endpoint ${endpoint}`);
    return new RegExp(`^ ${setting} +: (.*)$`, 'm').exec(page)?.[1]?.trim() ?? '';
  }
}
