// Phones in a database (realtime, by its driver for SQLite), which the operator's own program writes; two
// from before are in pjsip.conf. The tables have every column, as Asterisk's contrib/ast-db-manage makes
// them. What is NULL comes as '' out of this driver wherever Asterisk lists endpoints, and one whose option
// may not be '' is missing there: so Asterisk itself fills each row, as it does whenever it writes one.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { own, release, type Stoppable } from '../../process/lifetime.ts';
import type { AsteriskRoot } from '../../provision/asterisk-root.ts';
import { createScratchDirectory, type ScratchDirectory } from '../../scratch-directory.ts';
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
import { listAttributes } from './list-attributes.ts';
import { readLayoutFiles } from './read-files.ts';

const BUSY_MS = 10_000;
const TABLES = { endpoint: 'ps_endpoints', aor: 'ps_aors', auth: 'ps_auths' } as const;

/** Asterisk 16 leaves it as it is. */
const NEVER_WRITTEN = { redirect_method: 'user' };

export function createRealtimeLayout(root: AsteriskRoot): Layout {
  return own(new RealtimeLayout(root, createScratchDirectory('realtime')));
}

class RealtimeLayout implements Layout, Stoppable {
  readonly name = 'realtime';
  readonly driver = DATABASE_LAYOUT.driver;
  readonly endpoints = DATABASE_LAYOUT.endpoints;
  readonly trunks = DATABASE_LAYOUT.trunks;
  readonly files: Readonly<Record<string, string>>;
  readonly modules = ['res_sorcery_realtime', 'res_config_sqlite3'];
  readonly #scratch: ScratchDirectory;
  readonly #database: DatabaseSync;
  #ari: LabAri | undefined;

  constructor(root: AsteriskRoot, scratch: ScratchDirectory) {
    const path = join(scratch.path, 'pbx.sqlite');
    this.#scratch = scratch;
    // Asterisk reads at any moment.
    this.#database = new DatabaseSync(path, { timeout: BUSY_MS });
    for (const [kind, table] of Object.entries(TABLES)) {
      const columns = listAttributes(root, kind).map((name) => `"${name}"`);
      this.#database.exec(`CREATE TABLE ${table} (id PRIMARY KEY, ${columns.join(', ')})`);
    }
    this.files = {
      ...readLayoutFiles('realtime'),
      'res_config_sqlite3.conf': `[pbx]\ndbfile => ${path}\nbatch => 0\n`,
    };
  }

  async fill(_asterisk: AsteriskInstance, namespace: string): Promise<void> {
    this.#ari = await openLabAri(namespace);
    for (const phone of DATABASE_PHONES) await this.#write(phone);
  }

  deleteExtension(_asterisk: AsteriskInstance, name: string): Promise<void> {
    for (const table of Object.values(TABLES))
      this.#database.prepare(`DELETE FROM ${table} WHERE id = ?`).run(name);
    return Promise.resolve();
  }

  addExtension(_asterisk: AsteriskInstance, name: string): Promise<void> {
    return this.#write(createDatabasePhone(name));
  }

  spoil(): Promise<void> {
    this.#database.exec("UPDATE ps_endpoints SET force_rport = 'no' WHERE id = '4003'");
    return Promise.resolve();
  }

  readDatabase(): Promise<Record<string, Attributes>> {
    const objects = Object.entries(TABLES).flatMap(([kind, table]) =>
      this.#database
        .prepare(`SELECT * FROM ${table}`)
        .all()
        .map((row) => [`${kind}/${row.id}`, dropNulls(row)] as const),
    );
    return Promise.resolve(Object.fromEntries(objects));
  }

  stop(): Promise<void> {
    this.#database.close();
    this.#scratch.remove();
    release(this);
    return Promise.resolve();
  }

  async #write({ name, auth, aor, endpoint }: DatabasePhone): Promise<void> {
    const objects = { auth, aor, endpoint: { ...endpoint, ...NEVER_WRITTEN } };
    for (const kind of ['auth', 'aor', 'endpoint'] as const) {
      this.#insertRow(TABLES[kind], { id: name, ...objects[kind] });
      await this.#ari?.put(kind, name, objects[kind]);
    }
  }

  #insertRow(table: string, row: Attributes): void {
    const names = Object.keys(row).map((name) => `"${name}"`);
    const places = names.map(() => '?');
    this.#database
      .prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${places.join(', ')})`)
      .run(...Object.values(row));
  }
}

function dropNulls(row: Readonly<Record<string, unknown>>): Attributes {
  const set = Object.entries(row).filter(([, value]) => value !== null);
  return Object.fromEntries(set.map(([name, value]) => [name, String(value)]));
}
