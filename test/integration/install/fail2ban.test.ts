// What `farend init` writes for a fail2ban that watches Asterisk, as fail2ban itself reads it.

import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { readLayoutFiles } from '../../support/asterisk/layouts/read-files.ts';
import { createFilesScene, type FilesScene } from '../../support/install/files-scene.ts';
import { readPrivateFiles } from '../../support/install/private-files.ts';
import { Fail2ban } from '../../support/peers/fail2ban.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { type Fail2banRoot, findPeers } from '../../support/provision/peers.ts';

const ASTERISK = '203.0.113.10';
const { fail2ban } = findPeers();
const root = fail2ban as Fail2banRoot;
const layout = readLayoutFiles('debian');

interface Watched extends FilesScene {
  readonly peer: Fail2ban;
}

/** Debian's own files, with that jail.local of an operator's. */
function createScene(formatJails: (log: string) => string): Watched {
  const scene = createFilesScene({
    ...layout,
    'pjsip.conf': `[transport-udp]\ntype = transport\nprotocol = udp\nbind = ${ASTERISK}\n`,
  });
  const directory = join(scene.path, 'fail2ban');
  const peer = new Fail2ban(root, directory);
  rmSync(peer.config, { recursive: true });
  cpSync(root.etc, peer.config, { recursive: true });
  mkdirSync(join(peer.config, 'jail.d'), { recursive: true });
  peer.write('jail.d/defaults-debian.conf', '[sshd]\nenabled = false\n');
  const log = join(scene.logPath, 'messages');
  writeFileSync(log, '');
  peer.write('jail.local', formatJails(log));
  return { ...scene, peer };
}

/** Of each jail that is on: what it never bans. */
async function listIgnored(peer: Fail2ban): Promise<Record<string, readonly string[]>> {
  const { exitCode, stdout, stderr } = await peer.run('client', '-d', '-c', peer.config);
  if (exitCode !== 0) throw new Error(`fail2ban-client -d:\n${stdout}\n${stderr}`);
  const lines = stdout.split('\n').flatMap((line) => {
    const [, name = '', list = ''] = /^\['set', '(\w+)', 'addignoreip', (.*)\]$/.exec(line) ?? [];
    return name === '' ? [] : [[name, list.replaceAll("'", '').split(', ')] as const];
  });
  return Object.fromEntries(lines);
}

describe.skipIf(fail2ban === undefined)('farend init beside fail2ban', () => {
  afterEach(stopEverything);

  test('adds its address to what is ignored, follows the operator, and goes without a trace', async () => {
    const format = (own: string) => (log: string) =>
      `[DEFAULT]\nignoreip = 127.0.0.1/8 ::1\n  ${own}\n\n[asterisk]\nenabled = true\nlogpath = ${log}\n`;
    const { peer, farend, logPath, etcPath } = createScene(format('198.51.100.0/24'));
    const before = readPrivateFiles([peer.config, etcPath]);
    const flags = ['--fail2ban', peer.config] as const;

    const first = await farend.init('--way', 'watch', ...flags);
    const ignored = await listIgnored(peer);
    const again = await farend.init('--way', 'watch', ...flags);
    peer.write('jail.local', format('198.51.100.7')(join(logPath, 'messages')));
    await farend.init('--way', 'watch', ...flags);
    const followed = await listIgnored(peer);
    peer.write('jail.local', format('198.51.100.0/24')(join(logPath, 'messages')));
    const undone = await farend.command(['undo', '--yes']);

    expect(first, first.stderr).toMatchObject({ exitCode: 0 });
    expect(ignored).toEqual({ asterisk: ['127.0.0.1/8', '::1', '198.51.100.0/24', ASTERISK] });
    expect(again.stdout).toContain('Nothing is to be done');
    expect(followed).toEqual({ asterisk: ['127.0.0.1/8', '::1', '198.51.100.7', ASTERISK] });
    expect(undone).toMatchObject({ exitCode: 0 });
    expect(readPrivateFiles([peer.config, etcPath])).toEqual(before);
  });

  test('makes the directory for its file where fail2ban has none', async () => {
    const { peer, farend } = createScene(
      (log) => `[asterisk]\nenabled = true\nlogpath = ${log}\nignoreip = 198.51.100.7\n`,
    );
    rmSync(join(peer.config, 'jail.d'), { recursive: true });
    const before = readPrivateFiles([peer.config]);

    const first = await farend.init('--way', 'watch', '--fail2ban', peer.config);
    const ignored = await listIgnored(peer);
    await farend.command(['undo', '--yes']);

    expect(first, first.stderr).toMatchObject({ exitCode: 0 });
    expect(ignored).toEqual({ asterisk: ['198.51.100.7', ASTERISK] });
    expect(readPrivateFiles([peer.config])).toEqual(before);
  });

  test('writes nothing where no jail watches Asterisk', async () => {
    const { peer, farend } = createScene(() => '[DEFAULT]\nignoreip = 198.51.100.0/24\n');
    const before = readPrivateFiles([peer.config]);

    const { exitCode } = await farend.init('--way', 'watch', '--fail2ban', peer.config);

    expect(exitCode).toBe(0);
    expect(readPrivateFiles([peer.config])).toEqual(before);
  });
});
