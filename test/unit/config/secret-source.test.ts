import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { readSecret, SecretSource } from '../../../src/config/secret-source.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'farend-secret-'));
});

afterAll(() => rmSync(directory, { recursive: true }));

afterEach(() => vi.unstubAllEnvs());

function writeSecretFile(text: string): string {
  const file = join(directory, 'secret');
  writeFileSync(file, text);
  return file;
}

it('reads a secret that is written in the file', () => {
  expect(readSecret(new SecretSource({ kind: 'text', text: '0123456' }))).toBe('0123456');
});

it('reads a secret from the environment when it is asked for, not before', () => {
  const source = new SecretSource({ kind: 'env', name: 'FAREND_TEST_SECRET' });
  vi.stubEnv('FAREND_TEST_SECRET', 'hunter2');

  expect(readSecret(source)).toBe('hunter2');
});

it.each(['s3cret', 's3cret\n', 's3cret\r\n'])(
  'reads %j from a file without its line end',
  (text) => {
    expect(readSecret(new SecretSource({ kind: 'file', file: writeSecretFile(text) }))).toBe(
      's3cret',
    );
  },
);

it('keeps blanks and inner line ends of a file', () => {
  const file = writeSecretFile(' a\nb \n');

  expect(readSecret(new SecretSource({ kind: 'file', file }))).toBe(' a\nb ');
});

it.each([
  ['a missing file', () => new SecretSource({ kind: 'file', file: join(directory, 'none') })],
  ['a directory', () => new SecretSource({ kind: 'file', file: directory })],
  ['an empty file', () => new SecretSource({ kind: 'file', file: writeSecretFile('\n') })],
  ['an unset variable', () => new SecretSource({ kind: 'env', name: 'FAREND_TEST_UNSET' })],
])('throws SECRET_UNREADABLE for %s', (_, make) => {
  expect(() => readSecret(make())).toThrowError(
    expect.objectContaining({ code: 'SECRET_UNREADABLE' }),
  );
});

it('shows itself nowhere', () => {
  const config = { secret: new SecretSource({ kind: 'text', text: 'hunter2' }) };

  const shown = [
    JSON.stringify(config),
    inspect(config, { depth: 9, showHidden: true }),
    inspect(config, { customInspect: false, showHidden: true }),
    format('%s %o %O %j', config.secret, config, config, config),
    String(config.secret),
    JSON.stringify(structuredClone(Object.keys(config.secret))),
  ].join('\n');

  expect(shown).not.toContain('hunter2');
  expect(String(config.secret)).toBe('[secret]');
});

it('shows the name of its variable or file', () => {
  expect(String(new SecretSource({ kind: 'env', name: 'FAREND_X' }))).toBe(
    '[secret: env FAREND_X]',
  );
  expect(JSON.stringify(new SecretSource({ kind: 'file', file: '/etc/x' }))).toBe(
    '"[secret: file /etc/x]"',
  );
});
