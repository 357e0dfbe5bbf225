// An office with a companion, all of it as the doctor wants it, and the doctor run beside it.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { AsteriskFlavour } from './asterisk/flavours.ts';
import {
  AMI_PORT,
  AMI_SECRET,
  type CompanionOffice,
  createCompanionOffice,
} from './companion-office.ts';
import { type Farend, runFarend } from './farend.ts';
import { createConfig } from './farend-office.ts';
import type { Office } from './office.ts';
import { own } from './process/lifetime.ts';
import { runChecked } from './process/run-command.ts';
import { createScratchDirectory, type ScratchDirectory } from './scratch-directory.ts';

const answerSchema = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({
      check: z.string(),
      status: z.enum(['pass', 'warn', 'fail', 'skip']),
      what: z.string(),
      evidence: z.array(z.string()),
      changes: z.array(
        z.object({ where: z.string(), from: z.string().optional(), to: z.string() }),
      ),
    }),
  ),
});

export type DoctorAnswer = z.infer<typeof answerSchema> & { readonly exitCode: number };

export class DoctorScene {
  readonly office: Office;
  readonly farend: Farend;
  readonly scratch: ScratchDirectory;
  readonly secretFile: string;

  constructor({ office, farend }: CompanionOffice, scratch: ScratchDirectory) {
    this.office = office;
    this.farend = farend;
    this.scratch = scratch;
    this.secretFile = join(scratch.path, 'ami-secret');
    writeFileSync(this.secretFile, AMI_SECRET, { mode: 0o600 });
  }

  /** Writes the configuration with other words in `proxy`, or more sections; farend goes on with its own. */
  writeConfig(proxy: object = {}, sections: object = {}): void {
    const secret = { file: this.secretFile };
    const ami = { host: '127.0.0.1', port: AMI_PORT, username: 'farend', secret };
    this.farend.writeConfig({ ...createConfig(proxy), asterisk: { ami }, ...sections });
    chmodSync(this.farend.configPath, 0o640);
  }

  /** @param words more arguments; a second `-c` counts, not the first */
  async run(...words: readonly string[]): Promise<DoctorAnswer> {
    const { namespace } = this.office.pbx;
    const file = this.farend.configPath;
    const { stdout, stderr, exitCode } = await runFarend(
      namespace,
      ...['doctor', '--json', '-c', file, '--fail2ban', this.scratch.path, ...words],
    );
    if (stdout === '') throw new Error(stderr);
    return { ...answerSchema.parse(JSON.parse(stdout)), exitCode };
  }

  /** Rules of a firewall of the PBX, in nft's words. @returns what takes them out */
  async addRules(rules: string): Promise<() => Promise<unknown>> {
    const { namespace } = this.office.pbx;
    await runRules(namespace, `table inet lab {\n${rules}\n}`);
    return () => runRules(namespace, 'delete table inet lab');
  }

  /** jail.local of a fail2ban that watches Asterisk. */
  writeJail(lines: string): void {
    mkdirSync(this.scratch.path, { recursive: true });
    writeFileSync(join(this.scratch.path, 'jail.conf'), '[DEFAULT]\nbantime = 10m\n');
    const jail =
      '[asterisk]\nenabled = true\nfilter = asterisk\nlogpath = /var/log/asterisk/full\n';
    writeFileSync(join(this.scratch.path, 'jail.local'), `${jail}${lines}\n`);
  }
}

async function runRules(namespace: string, rules: string): Promise<void> {
  await runChecked(['ip', 'netns', 'exec', namespace, 'nft', '-f', '-'], { input: `${rules}\n` });
}

export async function createDoctorScene(flavour: AsteriskFlavour): Promise<DoctorScene> {
  const endpoints = ['4001', '4002'].map((name) => ({ name, qualifyFrequency: 30 }));
  const companionOffice = await createCompanionOffice({ flavour, endpoints });
  const scratch = createScratchDirectory('doctor');
  own({ stop: async () => scratch.remove() });
  const scene = new DoctorScene(companionOffice, scratch);
  scene.writeConfig();
  return scene;
}
