// What an operator types on a machine with systemd, beside an Asterisk that runs as a user of its own: farend is a
// service from its installation to its end. Each step builds on those before.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../../src/doctor/doctor-check.ts';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { pollUntil } from '../../support/process/poll-until.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import {
  createServiceMachine,
  type ServiceMachine,
} from '../../support/systemd/service-machine.ts';
import { canStartSystemd } from '../../support/systemd/start-systemd.ts';

const flavour = listFlavours(await findProvisioned()).find(({ root }) =>
  root.version.startsWith('22'),
);

const DEADLINE_MS = 30_000;
const FROM = '203.0.113.0/24';
/** The trunk of Asterisk's files; it is inside of that network. */
const TRUNK = '203.0.113.80';
const OWN_TABLE = 'table inet farend';
/** CAP_NET_ADMIN is the twelfth bit (capability.h). */
const NET_ADMIN = '0000000000001000';

/** Every path with kind, mode, owner and target, and every file's sum; not shadow-utils' own copies. */
const LIST_FILES = `for directory in /etc /var/lib /run; do
  find $directory -xdev -path /run/systemd -prune -o -path /run/asterisk -prune -o \\
    -path /var/lib/asterisk -prune -o -printf '%p %y %m %U:%G %l\\n'
done | sort
find /etc -type f ! -name '*-' -exec sha256sum {} + | sort -k 2`;

/** What the operator wrote into farend.yaml. */
const KEPT = /(?:^| )\/etc\/farend(?:\/undone(?:\/farend\.yaml)?)?(?: |$)/;

describe.skipIf(flavour === undefined || !canStartSystemd())('farend as a service', () => {
  let machine: ServiceMachine;
  let filesBefore: string[];

  beforeAll(async () => {
    if (flavour === undefined) return;
    machine = await createServiceMachine(flavour);
    // useradd and userdel leave an empty lock behind.
    await machine.systemd.runChecked(['touch', '/etc/.pwd.lock']);
    filesBefore = await listLines('sh', '-c', LIST_FILES);
  });

  afterAll(stopEverything);

  const listLines = async (...argv: readonly string[]): Promise<string[]> => {
    const { stdout } = await machine.systemd.run(argv);
    return stdout.split('\n').filter((line) => line !== '');
  };

  const succeed = async (...words: readonly string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await machine.farend(...words);
    if (exitCode !== 0) throw new Error(`farend ${words.join(' ')}:\n${stdout}\n${stderr}`);
    return stdout;
  };

  const listFaults = async (): Promise<string[]> => {
    const { stdout } = await machine.farend('doctor', '--json');
    const { checks } = JSON.parse(stdout) as { readonly checks: readonly Diagnosis[] };
    const isFault = ({ check, status }: Diagnosis): boolean =>
      // The layout's trunk can be claimed by its name, as everywhere in the lab.
      status === 'fail' || (status === 'warn' && check !== 'no-auth');
    return checks.filter(isFault).map(({ check, status, what }) => `${status} ${check}: ${what}`);
  };

  const waitForTable = (isThere: boolean, timeoutMs = DEADLINE_MS): Promise<true> =>
    pollUntil(
      async () =>
        (await listLines('nft', 'list', 'tables')).includes(OWN_TABLE) === isThere || undefined,
      { timeoutMs, everyMs: 200, what: `a table that ${isThere ? 'is' : 'is not'} there` },
    );

  const waitForFarend = (): Promise<true> =>
    pollUntil(async () => (await machine.farend('status')).exitCode === 0 || undefined, {
      timeoutMs: DEADLINE_MS,
      everyMs: 200,
      what: 'an answer of farend',
    });

  const show = (unit: string, property: string): Promise<string> =>
    machine.systemd.show(unit, property);

  test('init: it runs as its own user, Asterisk lets it in, and the doctor finds no fault', async () => {
    const said = await succeed('init', '--way', 'site', '--yes');
    const faults = await listFaults();
    const users = await listLines('ps', '-o', 'user=,group=,supgrp=', '-u', 'farend');
    const secrets = ['farend.yaml', 'ami-secret', 'ari-password'].map(
      (name) => `/etc/farend/${name}`,
    );
    const modes = await listLines('stat', '-c', '%a %U:%G', ...secrets);

    expect(said).toMatch(/^0 fails|^1 to look at/m);
    expect(faults).toEqual([]);
    expect(await show('farend', 'ActiveState')).toBe('active');
    expect(new Set(users)).toEqual(new Set(['farend   farend   farend,asterisk']));
    expect(modes).toEqual(secrets.map(() => '640 root:farend'));
  });

  test('divert on: the guard has one right of root’s, and Asterisk’s own trunk is left alone', async () => {
    const said = await succeed('divert', 'on', '--from', FROM);
    const pid = await show('farend-divert', 'MainPID');
    const rights = await listLines('grep', '-h', '^Cap', `/proc/${pid}/status`);
    const owner = await listLines('ps', '-o', 'user=', '-p', pid);
    const table = await listLines('nft', 'list', 'table', 'inet', 'farend');
    const { outcome } = await machine.phone.register({ expires: 3600 });
    const contacts = await listLines('grep', '-c', ';fe=', '/var/lib/asterisk/astdb.sqlite3');

    expect(said).toMatch(/^on: /);
    expect(said).toContain(TRUNK);
    expect(await show('farend-divert', 'UnitFileState')).toBe('enabled');
    expect(await show('farend-divert', 'ActiveState')).toBe('active');
    expect(new Set(rights.map((line) => line.split('\t')[1]))).toEqual(new Set([NET_ADMIN]));
    expect(owner).toEqual(['farend']);
    expect(table.join('\n')).toMatch(/flags owner/);
    expect(outcome).toBe('accepted');
    expect(contacts).not.toEqual(['0']);
  });

  test('restarted or killed it is back; stopped, the way to Asterisk is free', async () => {
    await machine.systemd.runChecked(['systemctl', 'restart', 'farend']);
    await waitForFarend();
    await waitForTable(true);
    const pid = await show('farend', 'MainPID');
    await machine.systemd.runChecked(['kill', '-9', pid]);
    await pollUntil(async () => (await show('farend', 'NRestarts')) === '1' || undefined, {
      timeoutMs: DEADLINE_MS,
      what: 'a start by systemd',
    });
    await waitForFarend();
    await machine.systemd.runChecked(['systemctl', 'stop', 'farend']);
    await waitForTable(false, 10_000);
    await machine.systemd.runChecked(['systemctl', 'start', 'farend']);
    await waitForTable(true);
    await waitForFarend();

    expect(await show('farend', 'MainPID')).not.toBe(pid);
    expect(await show('farend-divert', 'NRestarts')).toBe('0');
  });

  test('its journal is for people, and what is bad stands out', async () => {
    const units = ['-u', 'farend', '-u', 'farend-divert'];
    const lines = await listLines('journalctl', '-q', '-o', 'cat', '-t', 'farend', ...units);
    const bad = await listLines(
      ...['journalctl', '-q', '-o', 'cat', '-t', 'farend', '-p', 'err', ...units],
    );

    expect(lines.filter((line) => !/^(?:parent|proxy|companion|divert): \S/.test(line))).toEqual(
      [],
    );
    expect(bad).toEqual([]);
  });

  test('policy.write added later: the doctor says that init has to see it, and then it may', async () => {
    const add =
      'printf "policy:\\n  write: /etc/asterisk/nat.d\\n" >> /etc/farend/farend.yaml && systemctl reload farend';
    await machine.systemd.runChecked(['sh', '-c', add]);
    const before = (await listFaults()).filter((line) => line.includes('systemd:'));
    const said = await succeed('init', '--way', 'all', '--yes');
    const pid = await show('farend', 'MainPID');
    const mounts = await listLines('grep', ' /etc/asterisk/nat.d rw', `/proc/${pid}/mountinfo`);

    expect(before).toEqual([
      'warn systemd: farend.service may not write into /etc/asterisk/nat.d (policy.write)',
    ]);
    expect(said).not.toContain('FAIL');
    expect(await listFaults()).not.toContain(before[0]);
    expect(mounts).toHaveLength(1);
    await waitForTable(true);
  });

  test('undo: nothing of it is left', async () => {
    const said = await succeed('undo', '--yes', '--purge');
    const files = await listLines('sh', '-c', LIST_FILES);
    const added = files.filter((line) => !filesBefore.includes(line) && !KEPT.test(line));
    const lost = filesBefore.filter((line) => !files.includes(line));

    expect(said).toContain('4001');
    // The operator's own lines of farend.yaml are kept, as it says.
    expect(said).toContain('/etc/farend/undone/farend.yaml');
    expect(added).toEqual([]);
    expect(lost).toEqual([]);
    expect(await listLines('systemctl', 'list-units', '--all', '--no-legend', 'farend*')).toEqual(
      [],
    );
    expect(await listLines('systemctl', 'list-unit-files', '--no-legend', 'farend*')).toEqual([]);
    expect(await listLines('nft', 'list', 'tables')).toEqual([]);
    expect(await listLines('getent', 'passwd', 'farend')).toEqual([]);
    expect(await listLines('pgrep', '-f', 'cli/main.ts')).toEqual([]);
  });
});
