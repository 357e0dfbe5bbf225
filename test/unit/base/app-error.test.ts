import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { AppError, errorCatalogue, isAppError } from '../../../src/base/app-error.ts';

const page = readFileSync(new URL('../../../docs/reference/errors.md', import.meta.url), 'utf8');

it('has one heading on the errors page for each code, in the order of the catalogue', () => {
  const headings = [...page.matchAll(/^## (.+)$/gm)].map((match) => match[1]);

  expect(headings).toEqual(Object.keys(errorCatalogue));
});

it('says under each heading what to do, in more than a few words', () => {
  const [, ...sections] = page.split(/^## .+$/m);

  for (const section of sections) expect(section.trim().length).toBeGreaterThan(80);
});

it('is told apart by its code', () => {
  const error = new AppError('STATE_UNUSABLE', 'no room left');

  expect(isAppError(error)).toBe(true);
  expect(isAppError(error, 'STATE_UNUSABLE')).toBe(true);
  expect(isAppError(error, 'CONFIG_INVALID')).toBe(false);
  expect(isAppError(new Error('STATE_UNUSABLE'))).toBe(false);
});

it('keeps its cause', () => {
  const cause = new Error('EACCES');

  expect(new AppError('STATE_UNUSABLE', 'no', { cause }).cause).toBe(cause);
});
