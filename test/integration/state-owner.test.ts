// root may write into a state directory that belongs to farend's own user, and shuts that user out of nothing.

import { chownSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { isAppError } from '../../src/base/app-error.ts';
import { PolicyJournal } from '../../src/enforcement/apply/policy-journal.ts';
import { startFarend } from '../support/farend.ts';
import { createNetworkNamespace } from '../support/network/network-namespace.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { createScratchDirectory, type ScratchDirectory } from '../support/scratch-directory.ts';

/** Debian's `games`: somebody, and not root. */
const SOMEBODY = 5;

const scratches: ScratchDirectory[] = [];

afterEach(async () => {
  await stopEverything();
  for (const scratch of scratches.splice(0)) scratch.remove();
});

/** A directory of somebody's. */
function makeDirectory(name: string): string {
  const scratch = createScratchDirectory('owner');
  scratches.push(scratch);
  const path = join(scratch.path, name);
  mkdirSync(path);
  chownSync(path, SOMEBODY, SOMEBODY);
  return path;
}

test('leaves files and sockets that root makes to the owner of their directory', async () => {
  const [state, run] = [makeDirectory('state'), makeDirectory('run')];
  const { name: namespace } = await createNetworkNamespace('owner');
  const config = {
    proxy: { listen: ['udp://127.0.0.1:5060'], asterisk: ['udp://127.0.0.1:5080'] },
    asterisk: { ami: { host: '127.0.0.1', username: 'farend', secret: 'x' } },
    state,
    run,
  };

  const farend = await startFarend({ namespace, config, command: 'run' });
  await farend.waitForLog(({ event }) => event === 'started');

  const found = [state, run].flatMap((directory) =>
    readdirSync(directory).map((name) => [name, statSync(join(directory, name)).uid]),
  );
  const made = ['key', 'bindings.ndjson', 'companion.sqlite', 'alerts.sqlite'];
  expect(found.map(([name]) => name)).toEqual(
    expect.arrayContaining([...made, 'feed.sock', 'farend.sock']),
  );
  expect(found.filter(([, uid]) => uid !== SOMEBODY)).toEqual([]);
});

test('does not lead root to another file by a link in such a directory', async () => {
  const directory = makeDirectory('state');
  const victim = join(makeDirectory('etc'), 'passwd');
  writeFileSync(victim, 'root\n');
  symlinkSync(victim, join(directory, 'policy.ndjson'));
  const author = { by: 'command', user: 'root' } as const;
  const journal = new PolicyJournal(join(directory, 'policy.ndjson'), author, () => 0);

  const refusal = await journal.noteStep('run', 'step', 'detail').catch((error: unknown) => error);

  expect(isAppError(refusal, 'POLICY_UNWRITABLE')).toBe(true);
  expect([statSync(victim).size, statSync(victim).uid]).toEqual([5, 0]);
});
