import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../../../src/cli/program.ts';
import { createRecordingTerminal } from '../recording-terminal.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'farend-divert-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

async function run(listen: string, asterisk: string, ...words: string[]) {
  const file = join(directory, 'farend.yaml');
  writeFileSync(
    file,
    `proxy: { listen: [${listen}], asterisk: [${asterisk}] }\nrun: ${directory}\n`,
  );
  const terminal = createRecordingTerminal();
  await runCli(['divert', ...words, '-c', file], terminal);
  const { out, err, exitCode } = terminal;
  return { out: out.join('\n'), err: err.join('\n'), exitCode };
}

const diverted = "{ url: 'udp://192.0.2.10:5071', divertedFrom: 5060 }";

it('on: without divertedFrom it says what to add', async () => {
  const result = await run('udp://192.0.2.10:5070', 'udp://192.0.2.10', 'on');

  expect(result.exitCode).toBe(1);
  expect(result.err).toContain("add { url: 'udp://192.0.2.10:5071', divertedFrom: 5060 } there");
});

it('on: refuses when Asterisk is on another machine', async () => {
  const result = await run(diverted, 'udp://192.0.2.10', 'on');

  expect(result.exitCode).toBe(1);
  expect(result.err).toContain('Asterisk (192.0.2.10:5060) is on another machine');
});

it('on: what is no network is a mistake in the command line', async () => {
  const result = await run(diverted, 'udp://192.0.2.10', 'on', '--from', '203.0.113.0/28,leeds');

  expect(result.exitCode).toBe(2);
  expect(result.err).toContain('"leeds" is not a network');
});

it('status: off, and no failure, where nothing was asked for', async () => {
  const result = await run(diverted, 'udp://192.0.2.10', 'status');

  expect(result).toEqual({ out: 'off: SIP goes to Asterisk itself', err: '', exitCode: 0 });
});

it('status: open, and a failure, where it was asked for and no guard runs', async () => {
  writeFileSync(join(directory, 'divert.json'), '{"from":[],"except":[],"since":1795244400000}');

  const result = await run(diverted, 'udp://192.0.2.10', 'status', '--json');

  expect(result.exitCode).toBe(1);
  expect(JSON.parse(result.out)).toMatchObject({ verdict: 'open', wish: { from: [] } });
});

it('status: says what to do about a file that it cannot read', async () => {
  writeFileSync(join(directory, 'divert.json'), '{"from":["; flush ruleset"]}');

  const result = await run(diverted, 'udp://192.0.2.10', 'status');

  expect(result.exitCode).toBe(1);
  expect(result.err).toContain('divert.json cannot be read');
});
