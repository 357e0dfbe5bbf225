import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../../../src/cli/program.ts';
import { createRecordingTerminal } from './recording-terminal.ts';

const fullFile = fileURLToPath(new URL('../../fixtures/config/full.yaml', import.meta.url));
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'farend-check-'));
});

afterAll(() => rmSync(directory, { recursive: true }));

async function check(text: string, ...options: string[]) {
  const file = join(directory, 'farend.yaml');
  writeFileSync(file, text);
  return { file, ...(await checkFile(file, ...options)) };
}

async function checkFile(file: string, ...options: string[]) {
  const terminal = createRecordingTerminal();
  await runCli(['check', '-c', file, ...options], terminal);
  return {
    out: terminal.out.join('\n'),
    err: terminal.err.join('\n'),
    exitCode: terminal.exitCode,
  };
}

const fine = 'proxy: { listen: [udp://0.0.0.0], asterisk: [udp://192.0.2.10:5080] }\n';
const broken = 'proxy:\n  listn: [udp://0.0.0.0]\n';

it('says what a file that is fine makes farend do', async () => {
  const { file, out, err, exitCode } = await check(`${fine}state: /var/lib/farend\n`);

  expect(out).toBe(
    [
      `fine: ${file}`,
      'Phones are heard on udp://0.0.0.0:5060; bindings are kept in /var/lib/farend.',
      "Asterisk is at udp://192.0.2.10:5080 and sees port 5062 of this machine's address towards it.",
    ].join('\n'),
  );
  expect(err).toBe('');
  expect(exitCode).toBe(0);
});

it('says that nothing survives a restart without state', async () => {
  expect((await check(fine)).out).toContain('kept in memory only, lost at a restart');
});

it('shows the advertised address', async () => {
  const { out } = await checkFile(fullFile);

  expect(out).toContain('udp://192.168.1.10:5070 (seen as 203.0.113.10)');
});

it('tells warnings and still finds the file fine', async () => {
  const { file, out, exitCode } = await check(`${fine}history: { messages: full }\n`);

  expect(out).toContain(`warning: ${file}:2:12 history.messages: has no effect in this version`);
  expect(out).toContain(`fine: ${file} (1 warning)`);
  expect(exitCode).toBe(0);
});

it('prints every problem on stdout and exits with 2', async () => {
  const { file, out, err, exitCode } = await check(broken);

  expect(out.split('\n')).toEqual([
    expect.stringContaining(`${file}:1:1 proxy.listen: is missing, add it`),
    expect.stringContaining(`${file}:1:1 proxy.asterisk: is missing, add it`),
    `${file}:2:3 proxy.listn: is not a known key, did you mean listen?`,
    `not usable: 3 problems in ${file}`,
  ]);
  expect(err).toBe('');
  expect(exitCode).toBe(2);
});

it('answers with one JSON document', async () => {
  const { file, out, exitCode } = await check(`${fine}foo: 1\n`, '--json');

  expect(JSON.parse(out)).toEqual({
    ok: false,
    problems: [
      {
        file,
        line: 2,
        column: 1,
        path: 'foo',
        what: 'is not a known key',
        cure: expect.stringContaining('take it out'),
      },
    ],
    warnings: [],
  });
  expect(exitCode).toBe(2);
});

it('answers with one JSON document when the file is fine', async () => {
  const { out, exitCode } = await check(fine, '--json');

  expect(JSON.parse(out)).toEqual({ ok: true, problems: [], warnings: [] });
  expect(exitCode).toBe(0);
});

it.each([[], ['--json']])(
  'takes a file that does not exist for a problem %j',
  async (...options) => {
    const file = join(directory, 'none.yaml');

    const { out, exitCode } = await checkFile(file, ...options);

    expect(out).toContain('does not exist');
    expect(out).toContain('name the file with -c');
    expect(exitCode).toBe(2);
  },
);
