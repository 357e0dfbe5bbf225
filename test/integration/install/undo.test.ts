// `farend undo` where not all is as `farend init` left it: Asterisk does not run here, by its files alone.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readLayoutFiles } from '../../support/asterisk/layouts/read-files.ts';
import { createFilesScene } from '../../support/install/files-scene.ts';
import { readPrivateFiles } from '../../support/install/private-files.ts';
import { stopEverything } from '../../support/process/lifetime.ts';

const layout = {
  ...readLayoutFiles('debian'),
  'pjsip.conf': '[transport-udp]\ntype = transport\nprotocol = udp\nbind = 127.0.0.1:45060',
};

afterEach(stopEverything);

/** As the companion has it while it changes something. */
async function holdPolicyLock(path: string): Promise<{ asked: Promise<void>; server: Server }> {
  const asked = Promise.withResolvers<void>();
  // Whether somebody has it is asked first, then who.
  let count = 0;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(JSON.stringify({ pid: process.pid, since: Date.now(), what: 'the companion' }));
    socket.resume();
    count += 1;
    if (count === 2) asked.resolve();
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return { asked: asked.promise, server };
}

test('a farend that runs without systemd is named, with the command that ends it', async () => {
  const { farend, etcPath } = createFilesScene(layout);
  const before = readPrivateFiles([etcPath]);
  const installed = await farend.init('--way', 'watch', '--no-ari');
  await farend.start();

  const again = await farend.init('--way', 'watch', '--no-ari');
  const changed = await farend.init('--way', 'watch', '--policy', '--no-ari');
  const [parent] = farend.listProcesses().filter(({ words }) => words.includes('run'));
  const undone = await farend.command(['undo', '--yes']);

  expect(installed, installed.stderr).toMatchObject({ exitCode: 0 });
  expect(again.stdout).toContain('What farend doctor says of it');
  expect(changed.stdout, changed.stderr).toContain(`kill ${parent?.pid} && `);
  expect(undone).toMatchObject({ exitCode: 0 });
  expect(undone.stdout).toContain(
    `farend itself still runs, and serves phones that write to it. End it:\n  kill ${parent?.pid}\n`,
  );
  expect(readPrivateFiles([etcPath])).toEqual(before);
});

test.each(['gone', 'broken'])(
  'a farend.yaml that is %s keeps no file from coming back',
  async (how) => {
    const { farend, etcPath } = createFilesScene(layout);
    const before = readPrivateFiles([etcPath]);
    await farend.init('--way', 'watch', '--policy');
    if (how === 'gone') rmSync(farend.configPath);
    else writeFileSync(farend.configPath, 'proxy: [');

    const { exitCode, stdout, stderr } = await farend.command(['undo', '--yes', '--purge']);

    expect(exitCode, stdout + stderr).toBe(0);
    expect(stdout).toContain('What farend remembers stays');
    expect(readPrivateFiles([etcPath])).toEqual(before);
  },
);

test('a change of Asterisk’s settings that is under way is waited for', async () => {
  const { farend, path, etcPath } = createFilesScene(layout);
  const before = readPrivateFiles([etcPath]);
  await farend.init('--way', 'watch');
  mkdirSync(join(path, 'run'), { recursive: true });
  const { asked, server } = await holdPolicyLock(join(path, 'run', 'policy.sock'));

  const undoing = farend.command(['undo', '--yes']);
  await asked;
  server.close();
  const { exitCode, stdout, stderr } = await undoing;

  expect(exitCode, stderr).toBe(0);
  expect(stdout + stderr).toMatch(/the companion \(process .*; farend undo waits for that/);
  expect(readPrivateFiles([etcPath])).toEqual(before);
});

test('--purge takes what farend remembers, and nothing that is somebody else’s', async () => {
  const { farend, path } = createFilesScene(layout);
  await farend.init('--way', 'watch');
  await farend.start();
  await farend.terminate();
  const foreign = join(path, 'state', 'holiday.jpg');
  writeFileSync(foreign, 'a beach');

  const purged = await farend.command(['undo', '--yes', '--purge']);
  const others = readPrivateFiles([join(path, 'state')]);

  expect(purged).toMatchObject({ exitCode: 0 });
  expect(purged.stdout).toContain('state stays: it has holiday.jpg');
  expect(Object.keys(others)).toEqual([join(path, 'state'), foreign]);
  expect(existsSync(join(path, 'run'))).toBe(false);
});

test('--keep-policy leaves the lines by which Asterisk reads it, and says what stays', async () => {
  const { farend, etcPath } = createFilesScene(layout);
  await farend.init('--way', 'watch', '--policy');

  const kept = await farend.command(['undo', '--yes', '--keep-policy']);
  const pjsip = readFileSync(join(etcPath, 'pjsip.conf'), 'utf8');
  const later = await farend.command(['undo', '--yes']);

  expect(kept).toMatchObject({ exitCode: 0 });
  expect(kept.stdout).toContain(
    `The policy stays, as asked: Asterisk goes on reading ${etcPath}/farend.d`,
  );
  expect(pjsip).toContain('\n#tryinclude farend.d/');
  expect(existsSync(farend.configPath)).toBe(false);
  expect(later.stdout).toContain('Nothing is installed');
});
