import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Fail2banLog } from '../../../src/app/fail2ban-log.ts';

let directory: string;
let path: string;
let troubles: unknown[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'farend-fail2ban-'));
  path = join(directory, 'fail2ban.log');
  troubles = [];
});

afterEach(() => rmSync(directory, { recursive: true }));

const createLog = (at = path) => new Fail2banLog(at, (error) => troubles.push(error));

it('is there from the start, since a jail without a file is refused', async () => {
  const log = createLog();

  log.open();
  await log.close();

  expect(readFileSync(path, 'utf8')).toBe('');
  expect(statSync(path).mode & 0o777).toBe(0o640);
});

it('has each line, in order, after those of an earlier life', async () => {
  writeFileSync(path, 'before\n');
  const log = createLog();

  log.write('one');
  log.write('two');
  await log.close();

  expect(readFileSync(path, 'utf8')).toBe('before\none\ntwo\n');
});

it('begins anew at a mebibyte, and keeps the one before', async () => {
  const line = 'x'.repeat(1_023);
  const log = createLog();

  for (let at = 0; at < 1_024; at += 1) {
    log.write(line);
    await log.close();
  }
  log.write('news');
  await log.close();

  expect(readFileSync(path, 'utf8')).toBe('news\n');
  expect(statSync(`${path}.1`).size).toBe(1_024 * 1_024);
});

it('tells what goes wrong, and goes on', async () => {
  const log = createLog(join(directory, 'nowhere', 'fail2ban.log'));

  log.write('one');
  await log.close();
  log.write('two');
  await log.close();

  expect(troubles).toHaveLength(2);
});
