import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runCli } from '../../../src/cli/program.ts';
import { createRecordingTerminal } from './recording-terminal.ts';

async function run(...args: string[]) {
  const terminal = createRecordingTerminal();
  await runCli(args, terminal);
  return {
    out: terminal.out.join('\n'),
    err: terminal.err.join('\n'),
    exitCode: terminal.exitCode,
  };
}

it('shows its version', async () => {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');

  const { out, exitCode } = await run('--version');

  expect(out).toBe(JSON.parse(text).version);
  expect(exitCode).toBe(0);
});

it.each([
  [['--help']],
  [['help']],
  [['check', '--help']],
  [['help', 'check']],
  [['run', '--help']],
])('shows help with an example: %j', async (args) => {
  const { out, exitCode } = await run(...args);

  expect(out).toMatch(/^Usage: farend /);
  expect(out).toMatch(/Example:\n {2}farend \w+ -c farend\.yaml/);
  expect(exitCode).toBe(0);
});

it.each([
  [[], 'Usage: farend'],
  [['chek'], 'Did you mean check?'],
  [['check', '--jsn'], 'Did you mean --json?'],
  [['check', 'farend.yaml'], 'too many arguments'],
  [['check', '-c'], 'argument missing'],
])('exits with 2 and writes to stderr when used wrongly: %j', async (args, message) => {
  const { out, err, exitCode } = await run(...args);

  expect(out).toBe('');
  expect(err).toContain(message);
  expect(exitCode).toBe(2);
});

it.each(['proxy', 'companion'])('%s refuses a file that it cannot use with 2', async (command) => {
  const missing = await run(command, '-c', '/nonexistent/farend.yaml');
  const directory = await run(command, '-c', '/');

  expect(missing.err).toBe(
    'farend: /nonexistent/farend.yaml does not exist: name the file with -c.',
  );
  expect(directory.err).toBe('farend: / is a directory: name the file in it.');
  expect([missing.exitCode, directory.exitCode]).toEqual([2, 2]);
});

it('has a chapter for each command on its page', async () => {
  const page = readFileSync(new URL('../../../docs/reference/cli.md', import.meta.url), 'utf8');
  const [, list = ''] = (await run('--help')).out.split('Commands:\n');
  const commands = [...list.matchAll(/^ {2}(?!help|farend)([\w-]+) /gm)].map((match) => match[1]);

  const chapters = [...page.matchAll(/^## farend (.+)$/gm)].map((match) => match[1]);

  expect(commands).toContain('check');
  expect(chapters).toEqual(commands);
});
