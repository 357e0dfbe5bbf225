// Phones in AstDB, made by a program over ARI; two from before are in pjsip.conf.

import type { AsteriskInstance } from '../start-asterisk.ts';
import {
  type Attributes,
  createDatabasePhone,
  DATABASE_LAYOUT,
  DATABASE_PHONES,
  type DatabasePhone,
} from './database-phones.ts';
import { type LabAri, openLabAri } from './lab-ari.ts';
import type { Layout } from './layout.ts';
import { readLayoutFiles } from './read-files.ts';

export function createAstdbLayout(): Layout {
  return new AstdbLayout();
}

class AstdbLayout implements Layout {
  readonly name = 'astdb';
  readonly driver = DATABASE_LAYOUT.driver;
  readonly endpoints = DATABASE_LAYOUT.endpoints;
  readonly trunks = DATABASE_LAYOUT.trunks;
  readonly files = readLayoutFiles('astdb');
  readonly modules: readonly string[] = [];
  #ari: LabAri | undefined;

  async fill(_asterisk: AsteriskInstance, namespace: string): Promise<void> {
    this.#ari = await openLabAri(namespace);
    for (const phone of DATABASE_PHONES) await this.#write(phone);
  }

  async deleteExtension(_asterisk: AsteriskInstance, name: string): Promise<void> {
    await this.#ari?.delete('endpoint', name);
    await this.#ari?.delete('aor', name);
    await this.#ari?.delete('auth', name);
  }

  addExtension(_asterisk: AsteriskInstance, name: string): Promise<void> {
    return this.#write(createDatabasePhone(name));
  }

  async spoil(): Promise<void> {
    await this.#ari?.put('endpoint', '4003', { force_rport: 'no' });
  }

  async readDatabase(asterisk: AsteriskInstance): Promise<Record<string, Attributes>> {
    const objects = (await asterisk.cli('database show')).matchAll(
      /^\/ps_\w+\/(\S+) *: (\{.*\})/gm,
    );
    return Object.fromEntries(
      [...objects].map(([, name = '', json = '']) => [name, JSON.parse(json) as Attributes]),
    );
  }

  async #write({ name, auth, aor, endpoint }: DatabasePhone): Promise<void> {
    await this.#ari?.put('auth', name, auth);
    await this.#ari?.put('aor', name, aor);
    await this.#ari?.put('endpoint', name, endpoint);
  }
}
