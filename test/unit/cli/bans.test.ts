import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../../src/cli/program.ts';
import { FeedServer } from '../../../src/feed/feed-server.ts';
import { Bans } from '../../../src/proxy/guard/bans.ts';
import { createRecordingTerminal } from './recording-terminal.ts';

const now = 1_795_244_400_000;
let directory: string;
let bans: Bans;
let server: FeedServer;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'farend-bans-'));
  const listen = 'proxy: { listen: [udp://0.0.0.0], asterisk: [udp://192.0.2.10:5080] }\n';
  writeFileSync(join(directory, 'farend.yaml'), `${listen}run: ${directory}\n`);
  bans = new Bans((address) => (address === '192.0.2.10' ? 'Asterisk is there' : undefined));
  const directives = {
    tagKey: '0'.repeat(32),
    readCounts: () => ({}),
    ban: (address: string, untilMs: number) => bans.ban(address, untilMs, now),
    unban: (address: string) => bans.unban(address, now),
    bans: () => bans.list(now),
    setPingInterval: () => ({ refusal: 'not here' }),
  };
  server = new FeedServer(join(directory, 'feed.sock'), directives, () => now);
  await server.start();
});

afterEach(async () => {
  await server.stop();
  rmSync(directory, { recursive: true });
});

async function run(...words: string[]) {
  const terminal = createRecordingTerminal();
  await runCli(['bans', ...words, '-c', join(directory, 'farend.yaml')], terminal);
  const { out, err, exitCode } = terminal;
  return { out: out.join('\n'), err: err.join('\n'), exitCode };
}

it('bans an address for the time that is asked for, an hour by default', async () => {
  expect(await run('add', '203.0.113.66', '--for', '7d')).toEqual({
    out: '203.0.113.66 is banned for 7d',
    err: '',
    exitCode: 0,
  });
  expect((await run('add', '2001:DB8::66')).out).toBe('2001:db8::66 is banned for 1h');
  expect(bans.list(now)).toEqual([
    { address: '2001:db8::66', untilMs: now + 3_600_000 },
    { address: '203.0.113.66', untilMs: now + 7 * 86_400_000 },
  ]);
});

it('lists the bans, as a table and as JSON', async () => {
  bans.ban('203.0.113.66', now + 3_600_000, now);
  bans.ban('203.0.113.7', now + 60_000, now);

  expect((await run()).out).toBe(
    [
      '203.0.113.7   until 2026-11-21T07:01:00.000Z',
      '203.0.113.66  until 2026-11-21T08:00:00.000Z',
    ].join('\n'),
  );
  expect(JSON.parse((await run('--json')).out)).toEqual({
    bans: [
      { address: '203.0.113.7', until: '2026-11-21T07:01:00.000Z' },
      { address: '203.0.113.66', until: '2026-11-21T08:00:00.000Z' },
    ],
  });
});

it('lists nothing in a sentence', async () => {
  expect(await run()).toEqual({ out: 'no address is banned', err: '', exitCode: 0 });
});

it('lifts a ban, and says so when there was none', async () => {
  bans.ban('203.0.113.66', now + 3_600_000, now);

  expect((await run('remove', '203.0.113.66')).out).toBe('203.0.113.66 is banned no more');
  expect(await run('remove', '203.0.113.66')).toEqual({
    out: '',
    err: 'farend: refused: it is not banned',
    exitCode: 1,
  });
});

describe('ends with 1', () => {
  it('and the reason when the proxy refuses', async () => {
    const refused = await run('add', '192.0.2.10');

    expect(refused).toEqual({ out: '', err: 'farend: refused: Asterisk is there', exitCode: 1 });
    expect(JSON.parse((await run('add', 'pbx', '--json')).out)).toEqual({
      refused: 'it is no IP address',
    });
  });

  it('when no proxy runs', async () => {
    await server.stop();

    const { out, err, exitCode } = await run();

    expect(out).toBe('');
    expect(err).toMatch(/^farend: the proxy cannot be asked at .*: no proxy is running there$/);
    expect(exitCode).toBe(1);
  });
});

it.each([
  [['add', '203.0.113.66', '--for', '60'], '"60" has no unit: write 60s or 60m'],
  [['add', '203.0.113.66', '--for', 'ever'], '"ever" is not a duration'],
  [['add'], "missing required argument 'address'"],
  [['list'], 'too many arguments'],
])('ends with 2 when used wrongly: %j', async (words, message) => {
  const { out, err, exitCode } = await run(...words);

  expect(out).toBe('');
  expect(err).toContain(message);
  expect(exitCode).toBe(2);
});
