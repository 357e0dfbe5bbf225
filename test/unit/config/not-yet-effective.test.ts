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
  const text = `${smallest}  trunks: []\nhistory: { messages: full }\n`;

  expect(listWarnings(text)).toEqual([
    'f.yaml:5:12 history.messages: has no effect in this version, leave it for a later one or take it out',
  ]);
});

it('is silent where nothing is asked for', () => {
  const text = `${smallest}  mediaFrom: []\nsites: []\npolicy: { mode: report }\n`;

  expect(listWarnings(text)).toEqual([]);
});
