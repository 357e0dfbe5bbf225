// The table and its guard, in a real kernel: what takes it away, what does not, and what is left.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { Divert, divertedProxy } from '../../support/divert/divert-scene.ts';
import { type Farend, runFarend, startFarend } from '../../support/farend.ts';
import { createOffice, type Office } from '../../support/office.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { pollUntil } from '../../support/process/poll-until.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

let namespace: string;
let asterisk: Office['asterisk'];
let farend: Farend;
let divert: Divert;

beforeAll(async () => {
  const [flavour] = listFlavours(await findProvisioned());
  const office = await createOffice({ flavour: flavour!, endpoints: [] });
  ({ asterisk } = office);
  ({ namespace } = office.pbx);
  farend = await startFarend({ namespace, config: { proxy: divertedProxy }, keepsState: true });
  divert = new Divert(namespace, farend.configPath);
});
afterAll(stopEverything);
beforeEach(() => divert.off());

async function awaitTable(stands: boolean): Promise<void> {
  const ask = async () =>
    (await divert.nft('list', 'tables')).includes('inet farend') === stands ? true : undefined;
  const what = stands ? 'the table' : 'the end of the table';
  await pollUntil(ask, { timeoutMs: 15_000, everyMs: 100, what });
}

test('off takes away what on has made, and nothing else', async () => {
  await divert.nft('add', 'table', 'inet', 'firewall');
  const before = await divert.nft('list', 'ruleset');

  const on = await divert.run(
    'on',
    '--from',
    '203.0.113.0/28',
    '--from',
    '198.51.100.7,2001:db8::7',
  );
  const between = await divert.nft('list', 'ruleset');
  const off = await divert.run('off');
  const again = await divert.run('off');

  expect(on.stdout).toMatch(/^on: SIP goes to farend, since /);
  expect(between).toContain('udp dport set 5071');
  expect(off.exitCode).toBe(0);
  expect(again.stdout.trim()).toBe('nothing was diverted');
  expect(await divert.nft('list', 'ruleset')).toBe(before);
});

test('on again gives other ranges to the table that stands', async () => {
  await divert.on('--from', '203.0.113.0/28');
  const { guard: first } = await divert.status();

  await divert.on('--from', '198.51.100.0/28', '--except', '198.51.100.7');
  const { guard: second } = await divert.status();

  expect(second?.pid).toBe(first?.pid);
  expect(second).toMatchObject({ from: ['198.51.100.0/28'], since: expect.any(Number) });
  expect(await divert.nft('list', 'set', 'inet', 'farend', 'except4')).toContain('198.51.100.7');
});

test('a firewall that flushes all rules does not take it away', async () => {
  await divert.on();

  await divert.nft('flush', 'ruleset');

  expect(await divert.nft('list', 'tables')).toContain('inet farend');
  expect((await divert.status()).verdict).toBe('on');
});

test('a guard that is killed takes it along, and the next on makes it again', async () => {
  await divert.on();
  const { guard } = await divert.status();

  process.kill(guard?.pid ?? 0, 'SIGKILL');
  await awaitTable(false);
  const open = await divert.run('status');
  await divert.on();

  expect(open.exitCode).toBe(1);
  expect(open.stdout).toContain('No guard runs');
  expect((await divert.status()).verdict).toBe('on');
});

test('farend that hangs opens the way, and closes it when it goes on', async () => {
  await divert.on();

  process.kill(farend.pid, 'SIGSTOP');
  await awaitTable(false);
  const open = await divert.run('status');
  process.kill(farend.pid, 'SIGCONT');
  await awaitTable(true);

  expect(open.exitCode).toBe(1);
  expect(open.stdout).toContain('farend does not answer');
});

test('a table of that name that somebody else has made stays as it is', async () => {
  await divert.nft('add', 'table', 'inet', 'farend');
  await divert.nft('add', 'chain', 'inet', 'farend', 'mine');
  const before = await divert.nft('list', 'ruleset');

  const on = await divert.run('on');
  const off = await divert.run('off');
  const after = await divert.nft('list', 'ruleset');
  await divert.nft('delete', 'table', 'inet', 'farend');

  expect(on.exitCode).toBe(1);
  expect(on.stderr).toContain('there is a table inet farend that farend has not made');
  expect(off.exitCode).toBe(0);
  expect(after).toBe(before);
});

test('an undo whose farend.yaml is broken ends what is diverted, or takes nothing back', async () => {
  await divert.on();
  const run = dirname(farend.apiPath);
  const broken = join(dirname(run), 'broken', 'farend.yaml');
  const at = new Date().toISOString();
  mkdirSync(join(dirname(broken), 'install'), { recursive: true });
  writeFileSync(broken, 'proxy: [');
  const begin = { what: 'begin', run: '1', at, command: 'farend init', made: [] };
  const note = { made: [join(dirname(broken), 'none')] };
  const step = { what: 'step', run: '1', at, kind: 'directory', note };
  const journal = `${JSON.stringify(begin)}\n${JSON.stringify(step)}\n`;
  writeFileSync(join(dirname(broken), 'install', 'journal.ndjson'), journal);
  const undo = (directory: string) =>
    runFarend(namespace, 'undo', '--yes', '-c', broken, '--run', directory);

  const elsewhere = await undo(join(dirname(broken), 'elsewhere'));
  const between = await divert.nft('list', 'tables');
  const here = await undo(run);

  expect(elsewhere.exitCode).toBe(1);
  expect(elsewhere.stderr).toContain('SIP is diverted still');
  expect(between).toContain('inet farend');
  expect(here.exitCode).toBe(0);
  expect(await divert.nft('list', 'tables')).not.toContain('inet farend');
});

test('without Asterisk it is refused, and nothing is left', async () => {
  await asterisk.stop();

  const result = await divert.run('on');

  expect(result.exitCode).toBe(1);
  expect(result.stderr).toContain(
    'brings no answer, since Asterisk gives none. Nothing is diverted',
  );
  expect(await divert.nft('list', 'tables')).not.toContain('farend');
});

test('without farend it is refused, and nothing is left', async () => {
  await farend.kill();

  const result = await divert.run('on');
  const status = await divert.run('status');

  expect(result.exitCode).toBe(1);
  expect(result.stderr).toContain('farend does not answer on 203.0.113.10:5071');
  expect(status.stdout.trim()).toBe('off: SIP goes to Asterisk itself');
});
