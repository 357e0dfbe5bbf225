import { expect, it } from 'vitest';
import { farendSchema } from '../../../src/config/farend-schema.ts';
import { notYetEffective } from '../../../src/config/not-yet-effective.ts';
import { findSchema } from '../../../src/config/schema-walk.ts';
import { listWarnings, smallest } from './sample-config.ts';

it('names keys of the schema only', () => {
  for (const { path } of notYetEffective) {
    expect(findSchema(farendSchema, path), path.join('.')).toBeDefined();
  }
});

it('warns at the key', () => {
  const text = `${smallest}  trunks: [198.51.100.0/28]\nhistory: { keep: 1d }\n`;

  expect(listWarnings(text)).toEqual([
    'f.yaml:4:3 proxy.trunks: has no effect in this version, leave it for a later one or take it out',
    'f.yaml:5:1 history: has no effect in this version, leave it for a later one or take it out',
  ]);
});

it('says which value has no effect where another one has', () => {
  const text = `${smallest}  registration: path\n  forceRport: behind-nat\n`;

  expect(listWarnings(text)).toEqual([
    expect.stringContaining('f.yaml:4:3 proxy.registration: "path" has no effect'),
    expect.stringContaining('f.yaml:5:3 proxy.forceRport: "behind-nat" has no effect'),
  ]);
});

it('is silent where nothing is asked for', () => {
  const text = `${smallest}  registration: contact\n  forceRport: always\n  trunks: []\nsites: []\n`;

  expect(listWarnings(text)).toEqual([]);
});
