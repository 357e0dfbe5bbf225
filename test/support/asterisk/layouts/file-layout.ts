// A layout whose endpoints are in files: what a person does with an editor, and what FreePBX does at
// "Apply Config", followed by a reload.

import type { ChannelDriver } from '../asterisk-options.ts';
import type { AsteriskInstance } from '../start-asterisk.ts';
import type { Layout } from './layout.ts';
import { readLayoutFiles } from './read-files.ts';

export interface FileLayoutOptions {
  readonly name: string;
  readonly driver: ChannelDriver;
  readonly modules?: readonly string[];
  readonly endpoints: readonly string[];
  readonly trunks: readonly string[];
  /** The files that have sections of an extension, and what they have of a new one. */
  readonly extensions: Readonly<Record<string, (name: string) => string>>;
  /** The file that says how 4003 is, and what it says after somebody was there. */
  readonly spoilt: readonly [file: string, edit: (text: string) => string];
}

export class FileLayout implements Layout {
  readonly name: string;
  readonly driver: ChannelDriver;
  readonly files: Readonly<Record<string, string>>;
  readonly modules: readonly string[];
  readonly endpoints: readonly string[];
  readonly trunks: readonly string[];
  readonly #options: FileLayoutOptions;

  constructor(options: FileLayoutOptions) {
    this.#options = options;
    this.name = options.name;
    this.driver = options.driver;
    this.files = readLayoutFiles(options.name);
    this.modules = options.modules ?? [];
    this.endpoints = options.endpoints;
    this.trunks = options.trunks;
  }

  fill(): Promise<void> {
    return Promise.resolve();
  }

  async deleteExtension(asterisk: AsteriskInstance, name: string): Promise<void> {
    for (const file of Object.keys(this.#options.extensions))
      await asterisk.rewriteConfig(file, (text) => removeSections(text, name));
    await this.#reload(asterisk);
  }

  async addExtension(asterisk: AsteriskInstance, name: string): Promise<void> {
    for (const [file, format] of Object.entries(this.#options.extensions))
      await asterisk.rewriteConfig(file, (text) => `${text}${format(name)}`);
    await this.#reload(asterisk);
  }

  async spoil(asterisk: AsteriskInstance): Promise<void> {
    const [file, edit] = this.#options.spoilt;
    await asterisk.rewriteConfig(file, edit);
    await this.#reload(asterisk);
  }

  readDatabase(): Promise<Record<string, never>> {
    return Promise.resolve({});
  }

  async #reload(asterisk: AsteriskInstance): Promise<void> {
    const module = this.driver === 'chan_sip' ? 'chan_sip.so' : 'res_pjsip.so';
    await asterisk.cli(`module reload ${module}`);
  }
}

/** Sections of that name, and those whose name goes on with `-`: FreePBX has `[4006-auth]`. */
function removeSections(text: string, name: string): string {
  const section = new RegExp(`^\\[${name}(-[a-z]+)?\\](\\(.*\\))?.*\\n(?:(?!\\[).*\\n)*`, 'gm');
  return text.replace(section, '');
}
