// Golden files: messages byte for byte. `UPDATE_GOLDEN=1 npm run check` writes what the proxy makes
// now; look at the difference before you keep it.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

const isUpdate = process.env.UPDATE_GOLDEN === '1';

/** The message that a test sends, as a phone or Asterisk does. */
export function readGolden(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, `${name}.sip`));
}

/** Compares a message with its file. */
export function expectGolden(name: string, message: Buffer | string): void {
  const actual = typeof message === 'string' ? message : message.toString('latin1');
  const file = join(import.meta.dirname, `${name}.sip`);
  if (isUpdate) writeFileSync(file, actual, 'latin1');
  if (!existsSync(file)) throw new Error(`${name}.sip is missing: run with UPDATE_GOLDEN=1`);
  expect(showLines(actual)).toEqual(showLines(readFileSync(file, 'latin1')));
}

/** Lines with their ends made visible, so that a difference of one byte shows. */
function showLines(text: string): string[] {
  return JSON.stringify(text)
    .slice(1, -1)
    .split('\\n')
    .map((line) => line.replaceAll('\\"', '"'));
}
