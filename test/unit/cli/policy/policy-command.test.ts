// `farend policy` where no Asterisk can be asked: which code it ends with, and what it says then.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../../../src/cli/program.ts';
import { createRecordingTerminal } from '../recording-terminal.ts';

const AMI = { port: 1, username: 'farend', secret: 'ami-secret-4711' };

let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'farend-policy-'));
  file = join(directory, 'farend.yaml');
});

afterEach(() => rmSync(directory, { recursive: true }));

function configure(sections: object): void {
  const sip = ['udp://192.0.2.10:5080', 'udp://192.0.2.11:5080'];
  writeFileSync(
    file,
    JSON.stringify({
      proxy: { listen: ['udp://0.0.0.0'], asterisk: sip },
      policy: { endpoints: [{ match: '4*', nat: 'yes' }] },
      run: join(directory, 'run'),
      ...sections,
    }),
  );
}

async function run(...words: string[]) {
  const terminal = createRecordingTerminal();
  await runCli(['policy', ...words, '-c', file], terminal);
  const { out, err, exitCode } = terminal;
  return { out: out.join('\n'), err: err.join('\n'), exitCode };
}

/** Two, each on another address. */
function listAsterisks(...hosts: readonly string[]): object[] {
  return hosts.map((host, at) => ({
    name: ['north', 'south'][at],
    sip: `udp://192.0.2.1${at}:5080`,
    ami: { ...AMI, host },
  }));
}

describe('farend policy', () => {
  it.each([['plan'], ['apply']])('%s ends with 2 without an Asterisk to ask', async (command) => {
    configure({});

    const { out, err, exitCode } = await run(command);

    expect(err).toBe(
      `${file} has no asterisk: farend reads and changes its settings over AMI, so add asterisk with ami to the file`,
    );
    expect([out, exitCode]).toEqual(['', 2]);
  });

  it('ends with 2 for an Asterisk that the configuration does not have', async () => {
    configure({ asterisk: listAsterisks('127.0.0.1', '127.0.0.1') });

    const { err, exitCode } = await run('plan', '--asterisk', 'west');

    expect(err).toBe(`${file} has no asterisk west: there is north, south`);
    expect(exitCode).toBe(2);
  });

  it('ends with 2 where two Asterisks on this machine could own the files', async () => {
    configure({
      asterisk: listAsterisks('127.0.0.1', 'localhost'),
      policy: { write: join(directory, 'farend.d') },
    });

    const { err, exitCode } = await run('plan');

    expect(err).toMatch(/^policy\.write: north and south are both asked on this machine/);
    expect(exitCode).toBe(2);
  });

  it('goes on with the next one when one cannot be asked, and ends with 1', async () => {
    configure({ asterisk: listAsterisks('127.0.0.1', '127.0.0.1') });

    const plan = await run('plan');
    const one = await run('plan', '--asterisk', 'south', '--json');

    expect(plan.err.split('\n')).toEqual([
      expect.stringMatching(/^farend: north: .*127\.0\.0\.1:1/),
      expect.stringMatching(/^farend: south: .*127\.0\.0\.1:1/),
    ]);
    expect([plan.out, plan.exitCode]).toEqual(['', 1]);
    const failure = expect.stringContaining('127.0.0.1:1');
    expect(JSON.parse(one.out)).toEqual({ asterisks: [{ asterisk: 'south', failure }] });
    expect([one.err, one.exitCode]).toEqual(['', 1]);
  });

  it.each([
    [[], 'Usage: farend policy'],
    [['plan', '--endpoint', ''], 'An endpoint has a name.'],
    [['plan', '--yes'], "unknown option '--yes'"],
    [['aply'], "unknown command 'aply'"],
  ])('ends with 2 when used wrongly: %j', async (words, message) => {
    configure({ asterisk: listAsterisks('127.0.0.1') });

    const { err, exitCode } = await run(...words);

    expect(err).toContain(message);
    expect(exitCode).toBe(2);
  });
});
