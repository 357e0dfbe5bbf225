import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isAppError } from '../../../../src/base/app-error.ts';
import { createSigningKey, loadSigningKey } from '../../../../src/proxy/state/signing-key.ts';

let parent: string;
let directory: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'farend-key-'));
  directory = join(parent, 'state');
});

afterEach(() => {
  rmSync(parent, { recursive: true });
});

it('draws another key each time', () => {
  expect(createSigningKey()).toMatch(/^[0-9a-f]{64}$/);
  expect(createSigningKey()).not.toBe(createSigningKey());
});

it('makes directory and key once, for farend alone, and finds them again', async () => {
  const key = await loadSigningKey(directory);

  expect(await loadSigningKey(directory)).toBe(key);
  expect(readFileSync(join(directory, 'key'), 'utf8')).toBe(`${key}\n`);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(statSync(join(directory, 'key')).mode & 0o777).toBe(0o600);
});

it.each(['', 'short\n', `${'0'.repeat(63)}g\n`, `${'0'.repeat(64)}\n\n`])(
  'refuses the key file %j and leaves it alone',
  async (text) => {
    mkdirSync(directory);
    writeFileSync(join(directory, 'key'), text);

    await expect(loadSigningKey(directory)).rejects.toSatisfy((error) =>
      isAppError(error, 'STATE_UNUSABLE'),
    );
    expect(readFileSync(join(directory, 'key'), 'utf8')).toBe(text);
  },
);

it('says that a directory cannot be used', async () => {
  writeFileSync(directory, 'a file');

  await expect(loadSigningKey(directory)).rejects.toSatisfy((error) =>
    isAppError(error, 'STATE_UNUSABLE'),
  );
});
