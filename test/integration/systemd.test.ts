// The units of farend under a real systemd: who it is then, what it may write, and that it comes back.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planUnits } from '../../src/install/units/plan-units.ts';
import type { UnitOptions } from '../../src/install/units/unit-options.ts';
import { createNetworkNamespace } from '../support/network/network-namespace.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { pollUntil } from '../support/process/poll-until.ts';
import {
  canStartSystemd,
  INSIDE,
  type Systemd,
  startSystemd,
} from '../support/systemd/start-systemd.ts';

const CONFIG = {
  proxy: { listen: ['udp://127.0.0.1:5060'], asterisk: ['udp://127.0.0.1:5080'] },
  asterisk: { ami: { host: '127.0.0.1', username: 'farend', secret: 'secret' } },
  policy: { write: '/etc/asterisk/farend.d' },
  state: '/var/lib/farend',
  run: '/run/farend',
};

const OPTIONS: UnitOptions = {
  program: { node: INSIDE.node, main: `${INSIDE.farend}/src/cli/main.ts` },
  nodeFlags: { proxy: [], companion: [] },
  configFile: '/etc/farend/farend.yaml',
  user: 'farend',
  groups: ['games'],
  state: CONFIG.state,
  run: CONFIG.run,
  writes: [CONFIG.policy.write],
  hasLowPort: false,
  isApart: false,
};

const DEADLINE_MS = 30_000;

/** On a scale from 0, locked up, to 10, free: `systemd-analyze security` calls up to 2 fine. */
const MOST_EXPOSED = 2;

describe.skipIf(!canStartSystemd())('under systemd', () => {
  let machine: Systemd;
  let usersBefore: string;

  beforeAll(async () => {
    machine = await startSystemd((await createNetworkNamespace('systemd')).name);
    await machine.write('/etc/farend/farend.yaml', JSON.stringify(CONFIG));
    await machine.runChecked(['mkdir', '-p', CONFIG.policy.write]);
    usersBefore = await machine.runChecked(['cat', '/etc/passwd', '/etc/group']);
  });

  afterAll(stopEverything);

  /** What farend logged, with its level: `6 proxy: …`. */
  const readJournal = async (): Promise<string[]> => {
    const only = ['-q', '-u', 'farend', '-t', 'farend', '-o', 'json'];
    const text = await machine.runChecked(['journalctl', ...only]);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, string>)
      .map((entry) => `${entry.PRIORITY} ${entry.MESSAGE}`);
  };

  /** Waits until farend has told something so often. */
  const waitForLines = (start: string, count: number): Promise<string[]> =>
    pollUntil(
      async () => {
        const found = (await readJournal()).filter((line) => line.startsWith(start));
        return found.length >= count ? found : undefined;
      },
      { timeoutMs: DEADLINE_MS, everyMs: 200, what: `“${start}”, ${count} times` },
    );

  /** What root’s shell says among the files of the service: only what is read-only is refused to root. */
  const tryInside = async (...script: readonly string[]): Promise<string[]> => {
    const pid = await machine.show('farend', 'MainPID');
    const enter = ['nsenter', '-t', pid, '-m', 'sh', '-c', `{ ${script.join('; ')}; } 2>&1; true`];
    return (await machine.runChecked(enter)).trim().split('\n');
  };

  const SERVED = '6 proxy: phones are served on 127.0.0.1:5060';

  test.each([false, true])('systemd finds no fault with the units, apart: %s', async (isApart) => {
    const units = planUnits({ ...OPTIONS, isApart, hasLowPort: true, user: 'daemon' });
    const paths = units.map(({ name }) => `/run/units/${name}`);
    for (const { name, text } of units) await machine.write(`/run/units/${name}`, text);

    const verified = await machine.run(['systemd-analyze', 'verify', ...paths]);
    const bound = ['--offline=true', `--threshold=${MOST_EXPOSED * 10}`];
    const judged = await machine.run(['systemd-analyze', 'security', ...bound, ...paths]);

    expect(verified).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(judged).toMatchObject({ exitCode: 0 });
    expect(judged.stdout.match(/Overall exposure level/g)).toHaveLength(units.length);
  });

  /** What was done, a line each. */
  const install = async (...words: readonly string[]): Promise<string[]> => {
    const script = `${INSIDE.farend}/test/support/systemd/install-process.ts`;
    return (await machine.runChecked([INSIDE.node, script, ...words])).trim().split('\n');
  };

  test('it is made a service once, and started again where its file has changed', async () => {
    const options = JSON.stringify(OPTIONS);

    const first = await install('install', options);
    await waitForLines(SERVED, 1);
    const second = await install('install', options);
    const changed = await install('install', JSON.stringify({ ...OPTIONS, groups: [] }));
    await waitForLines(SERVED, 2);

    const units = ['farend.service', 'farend-divert.service'];
    const files = units.map((name) => `file /etc/systemd/system/${name}`);
    expect(first).toEqual(['user', ...files, 'service']);
    expect(second).toEqual(['']);
    expect(changed).toEqual([...files, 'service-restart']);
    expect(await machine.run(['systemctl', 'is-enabled', ...units])).toMatchObject({
      stdout: 'enabled\ndisabled\n',
    });
  });

  test('farend runs as its own user, and its log reads well in the journal', async () => {
    const lines = await waitForLines('6 companion: ', 1);
    const processes = await machine.runChecked(['ps', '-o', 'user=,group=', '-u', 'farend']);

    expect(new Set(processes.trim().split(/\n/))).toEqual(new Set(['farend   farend']));
    expect((await readJournal()).join('\n')).toContain(`${SERVED}; Asterisk`);
    expect(lines.join('')).not.toMatch(/\d\d:\d\d:\d\d/);
  });

  test('it may write its state, its sockets and the policy, and nothing else', async () => {
    const writable = ['/var/lib/farend', '/run/farend', '/etc/asterisk/farend.d'];
    const others = ['/etc', '/etc/farend', '/etc/asterisk', '/var/lib', '/usr', '/opt/farend'];

    const refused = await tryInside(...others.map((path) => `touch ${path}/probe`));
    const written = await tryInside(
      ...writable.map((path) => `touch ${path}/probe && rm ${path}/probe && echo ${path}`),
    );
    const homes = await tryInside('ls -A /home /root');

    expect(refused).toHaveLength(others.length);
    expect(refused.filter((line) => !line.endsWith('Read-only file system'))).toEqual([]);
    expect(written).toEqual(writable);
    expect(homes).toEqual(['/home:', '', '/root:']);
  });

  test('it is back after kill -9 and after a restart, and reads its file again on reload', async () => {
    const pid = await machine.show('farend', 'MainPID');

    await machine.runChecked(['kill', '-9', pid]);
    await waitForLines(SERVED, 3);
    const restarts = await machine.show('farend', 'NRestarts');
    await machine.runChecked(['systemctl', 'reload', 'farend']);
    await waitForLines('6 proxy: /etc/farend/farend.yaml was read again', 1);
    await machine.runChecked(['systemctl', 'restart', 'farend']);
    await waitForLines(SERVED, 4);

    expect(restarts).toBe('1');
    expect(await machine.show('farend', 'MainPID')).not.toBe(pid);
  });

  test('it stays down with a file that only a person can mend', async () => {
    await machine.write('/etc/farend/broken.yaml', '{', '0640');
    await machine.write(
      '/etc/systemd/system/farend.service.d/broken.conf',
      '[Service]\nExecStart=\nExecStart=/opt/node /opt/farend/src/cli/main.ts run -c /etc/farend/broken.yaml\n',
    );
    await machine.runChecked(['systemctl', 'daemon-reload']);
    await machine.run(['systemctl', 'restart', 'farend']);

    const result = await pollUntil(
      async () => {
        const state = await machine.show('farend', 'ActiveState');
        return state === 'failed' ? machine.show('farend', 'ExecMainStatus') : undefined;
      },
      { timeoutMs: DEADLINE_MS, everyMs: 200, what: 'the end of farend' },
    );

    expect(result).toBe('2');
  });

  test('the guard may change nftables and nothing else of root’s', async () => {
    const script = [
      'id -un',
      'nft add table inet probe && nft delete table inet probe && echo nft',
      'head -c 1 /etc/farend/farend.yaml && echo',
      'touch /var/lib/farend/probe && chown root /var/lib/farend/probe',
    ].join('; ');
    await machine.write(
      '/etc/systemd/system/farend-divert.service.d/probe.conf',
      `[Service]\nType=oneshot\nRestart=no\nExecStart=\nExecStart=/bin/sh -c '${script}; true'\n`,
    );
    await machine.runChecked(['systemctl', 'daemon-reload']);

    await machine.runChecked(['systemctl', 'start', 'farend-divert']);
    const only = ['-q', '-o', 'cat', '-t', 'farend', '-u', 'farend-divert'];
    const told = await machine.runChecked(['journalctl', ...only]);

    expect(told.trim().split('\n')).toEqual([
      'farend',
      'nft',
      '{',
      "chown: changing ownership of '/var/lib/farend/probe': Operation not permitted",
    ]);
  });

  test('it is taken out, with its user and its units, and its state is root’s', async () => {
    const remarks = await install('undo');

    const paths = ['/etc/systemd/system/farend.service', '/etc/farend/install'];
    expect(remarks).toEqual(['']);
    expect(await machine.runChecked(['cat', '/etc/passwd', '/etc/group'])).toBe(usersBefore);
    expect((await machine.run(['ls', ...paths])).stdout).toBe('');
    expect((await machine.run(['systemctl', 'cat', 'farend-divert'])).exitCode).not.toBe(0);
    expect(await machine.runChecked(['find', '/var/lib/farend', '!', '-user', 'root'])).toBe('');
  });
});
