// Holds docs/reference/configuration.md and the schema together.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { farendSchema } from '../../../src/config/farend-schema.ts';
import { notYetEffective } from '../../../src/config/not-yet-effective.ts';
import { secret } from '../../../src/config/scalar-schema.ts';
import { listKnownKeys, listSchemaKeys } from '../../../src/config/schema-walk.ts';
import { fillKeyTables } from './fill-key-tables.ts';
import { parseFine } from './sample-config.ts';

const PAGE = join(import.meta.dirname, '../../../docs/reference/configuration.md');
const page = readFileSync(PAGE, 'utf8');

const keys = listSchemaKeys(farendSchema);

it('has the tables that follow from the schema (npm run docs writes them)', async () => {
  await expect(fillKeyTables(page, keys)).toMatchFileSnapshot(PAGE);
});

it('has each key of the schema once', () => {
  const rows = [...page.matchAll(/^\| `([\w.]+)` \| /gm)].map(([, path]) => path);

  expect(rows).toEqual(keys.map(({ path }) => path));
});

it('says of each key what it is for', () => {
  expect(keys.filter(({ meaning }) => meaning === '')).toEqual([]);
});

it('shows each way to write a secret', () => {
  for (const key of listKnownKeys(secret)) expect(page).toContain(`\`{ ${key}: `);
});

it('says "later" where a key or its section has no effect yet', () => {
  for (const { path } of notYetEffective) {
    const row = keys.find((candidate) => candidate.path === path.join('.'));
    const section = page.split(`\n## ${path.join('.')}\n`)[1]?.trimStart();
    expect(
      /later\b/i.test(row?.meaning ?? '') || section?.startsWith('*Later.*'),
      path.join('.'),
    ).toBe(true);
  }
});

it('shows a smallest file that is fine', () => {
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];

  expect(parseFine(example).state).toBe('/var/lib/farend');
});
