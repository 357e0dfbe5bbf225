// Asterisks that have the phone 7001 in a database or in AstDB, and what stands there.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AsteriskFlavour } from '../../support/asterisk/flavours.ts';
import { type AsteriskInstance, startAsterisk } from '../../support/asterisk/start-asterisk.ts';
import { own, release } from '../../support/process/lifetime.ts';
import { createScratchDirectory } from '../../support/scratch-directory.ts';

const HTTP_PORT = 8088;
export const ARI = { url: `http://127.0.0.1:${HTTP_PORT}`, username: 'ari', password: 'aripw' };

type Row = Readonly<Record<string, string | null>>;

const ENDPOINT = { transport: 'transport-udp', context: 'phones', aors: '7001', allow: 'ulaw' };

/** In a file, so that it cannot be written over ARI. */
const FILE_PHONE = { name: '4001', forceRport: false };

function formatSorceryConf(wizard: string): string {
  const line = (kind: string): string =>
    `${kind}=config,pjsip.conf,criteria=type=${kind}\n${kind}=${wizard},ps_${kind}s\n`;
  return `[res_pjsip]\n${line('endpoint')}${line('aor')}`;
}

export interface AstdbAsterisk {
  readonly asterisk: AsteriskInstance;
  /** What AstDB has of its objects. */
  readEntries(): Promise<string>;
}

export async function startAstdbAsterisk(flavour: AsteriskFlavour): Promise<AstdbAsterisk> {
  const asterisk = await startAsterisk({
    ...flavour,
    address: '127.0.0.1',
    httpPort: HTTP_PORT,
    endpoints: [FILE_PHONE],
    files: { 'sorcery.conf': formatSorceryConf('astdb') },
  });
  await putObject('endpoint', '7001', { ...ENDPOINT, force_rport: 'no' });
  await putObject('endpoint', '7002', { ...ENDPOINT, aors: '7002' });
  await putObject('aor', '7001', { max_contacts: '1' });
  // With its second writing Asterisk adds attributes that are empty.
  await putObject('endpoint', '7001', { force_rport: 'no' });
  await putObject('aor', '7001', { max_contacts: '1' });
  return {
    asterisk,
    readEntries: async () => {
      const lines = await asterisk.cli('database show');
      // The order of the attributes of an object is chance.
      return lines.split('\n').flatMap(sortEntry).join('\n');
    },
  };
}

export interface RealtimeAsterisk {
  readonly asterisk: AsteriskInstance;
  readRows(): Record<string, Row[]>;
  execute(sql: string): void;
}

interface RealtimeOptions {
  /** What else the endpoint 7001 has. */
  readonly endpoint?: Readonly<Record<string, string>>;
  /** Whether the tables have every column; default false. */
  readonly isComplete?: boolean;
}

export async function startRealtimeAsterisk(
  flavour: AsteriskFlavour,
  { endpoint = {}, isComplete = false }: RealtimeOptions = {},
): Promise<RealtimeAsterisk> {
  const scratch = createScratchDirectory('realtime');
  const file = join(scratch.path, 'pbx.sqlite');
  // Asterisk reads at any moment.
  const database = new DatabaseSync(file, { timeout: 10_000 });
  const stoppable = own({
    stop: () => {
      database.close();
      scratch.remove();
      release(stoppable);
      return Promise.resolve();
    },
  });
  const asterisk = await startAsterisk({
    ...flavour,
    address: '127.0.0.1',
    httpPort: HTTP_PORT,
    amiPort: 5038,
    endpoints: [FILE_PHONE],
    modules: ['res_sorcery_realtime', 'res_config_sqlite3'],
    files: {
      'res_config_sqlite3.conf': `[pbx]\ndbfile => ${file}\nbatch => 0\n`,
      'extconfig.conf': '[settings]\nps_endpoints => sqlite3,pbx\nps_aors => sqlite3,pbx\n',
      'sorcery.conf': formatSorceryConf('realtime'),
    },
  });
  const few = { endpoint: ['force_rport', 'rewrite_contact', 'callerid'], aor: ['max_contacts'] };
  for (const kind of ['endpoint', 'aor'] as const) {
    const names = isComplete ? await listAttributes(kind, '4001') : few[kind];
    const all = [...new Set([...names, ...(kind === 'endpoint' ? Object.keys(ENDPOINT) : [])])];
    const columns = all.map((name) => `"${name}"`).join(', ');
    database.exec(`CREATE TABLE ps_${kind}s (id PRIMARY KEY, ${columns})`);
  }
  insert(database, 'ps_endpoints', { id: '7001', ...ENDPOINT, force_rport: 'no', ...endpoint });
  insert(database, 'ps_endpoints', { id: '7002', ...ENDPOINT, aors: '7002' });
  insert(database, 'ps_aors', { id: '7001', max_contacts: '1' });
  const select = (table: string): Row[] =>
    database.prepare(`SELECT * FROM ${table} ORDER BY id`).all() as Row[];
  return {
    asterisk,
    readRows: () => ({ endpoint: select('ps_endpoints'), aor: select('ps_aors') }),
    execute: (sql) => database.exec(sql),
  };
}

/** What ARI tells of an object: name → value. */
export async function getObject(kind: string, id: string): Promise<Record<string, string>> {
  const response = await fetch(urlOf(kind, id), { headers: { authorization: LOGIN } });
  if (!response.ok) throw new Error(`${kind} ${id}: ${response.status}`);
  const tuples = (await response.json()) as { attribute: string; value: string }[];
  return Object.fromEntries(tuples.map(({ attribute, value }) => [attribute, value]));
}

async function listAttributes(kind: string, id: string): Promise<string[]> {
  return Object.keys(await getObject(kind, id));
}

const LOGIN = `Basic ${Buffer.from(`${ARI.username}:${ARI.password}`).toString('base64')}`;

function urlOf(kind: string, id: string): string {
  return `${ARI.url}/ari/asterisk/config/dynamic/res_pjsip/${kind}/${encodeURIComponent(id)}`;
}

async function putObject(
  kind: string,
  id: string,
  attributes: Readonly<Record<string, string>>,
): Promise<void> {
  const fields = Object.entries(attributes).map(([attribute, value]) => ({ attribute, value }));
  const response = await fetch(urlOf(kind, id), {
    method: 'PUT',
    headers: { authorization: LOGIN, 'content-type': 'application/json' },
    body: JSON.stringify({ fields }),
  });
  if (!response.ok) throw new Error(`${kind} ${id}: ${response.status}`);
}

function insert(
  database: DatabaseSync,
  table: string,
  row: Readonly<Record<string, string>>,
): void {
  const names = Object.keys(row).map((name) => `"${name}"`);
  const values = Object.values(row);
  database
    .prepare(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${values.map(() => '?').join(', ')})`,
    )
    .run(...values);
}

function sortEntry(line: string): string[] {
  const [, key = '', json = '{}'] = /^(\/ps_\S+)\s*: (\{.*)$/.exec(line) ?? [];
  if (key === '') return [];
  const attributes = Object.entries(JSON.parse(json) as Record<string, string>);
  return attributes.map(([name, value]) => `${key} ${name}=${value}`).toSorted();
}
