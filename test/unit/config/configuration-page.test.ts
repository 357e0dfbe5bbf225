// Holds docs/reference/configuration.md and the schema together.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { farendSchema } from '../../../src/config/farend-schema.ts';
import { notYetEffective } from '../../../src/config/not-yet-effective.ts';
import { secret } from '../../../src/config/scalar-schema.ts';
import { listKnownKeys, listSchemaKeys, type SchemaKey } from '../../../src/config/schema-walk.ts';
import { parseFine } from './sample-config.ts';

const page = readFileSync(
  new URL('../../../docs/reference/configuration.md', import.meta.url),
  'utf8',
);

/** Cells of the rows `| key | value | default | meaning |`. */
const rows = [...page.matchAll(/^\| `([\w.]+)` \| (.*) \| ([^|]*) \| (.*)\|$/gm)].map(
  ([, path = '', , defaultCell = '', meaning = '']) => ({ path, defaultCell, meaning }),
);

it('has one row for each key of the schema, and none for another', () => {
  const documented = rows.map(({ path }) => path);

  expect(documented.toSorted()).toEqual(
    listSchemaKeys(farendSchema)
      .map(({ path }) => path)
      .toSorted(),
  );
});

it('shows each default as the schema has it', () => {
  const keys = new Map(listSchemaKeys(farendSchema).map((key) => [key.path, key]));

  for (const { path, defaultCell } of rows) {
    const key = keys.get(path);
    expect(defaultCell, path).toBe(key && formatDefault(key));
  }
});

function formatDefault({ defaultValue, isRequired }: SchemaKey): string {
  if (isRequired) return 'required';
  if (Array.isArray(defaultValue)) return '`[]`';
  return typeof defaultValue === 'string' ? `\`${defaultValue}\`` : '–';
}

it('shows each way to write a secret', () => {
  for (const key of listKnownKeys(secret)) expect(page).toContain(`\`{ ${key}: `);
});

it('says "later" where a key or its section has no effect yet', () => {
  for (const { path } of notYetEffective) {
    const row = rows.find((candidate) => candidate.path === path.join('.'));
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
