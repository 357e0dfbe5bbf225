// A disk that hangs for good holds neither phones nor the end of the service.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startFarend } from '../support/farend.ts';
import { createConfig } from '../support/farend-office.ts';
import { createPbxNetwork } from '../support/network/pbx-network.ts';
import { own, stopEverything } from '../support/process/lifetime.ts';
import { createScratchDirectory } from '../support/scratch-directory.ts';

afterEach(stopEverything);

test('ends by itself after SIGTERM, and says that bindings are lost', async () => {
  const pbx = own(await createPbxNetwork());
  const scratch = createScratchDirectory('state');
  // Nobody ever reads from this pipe, so opening it for writing hangs as a dead disk does.
  execFileSync('mkfifo', [join(scratch.path, 'bindings.ndjson.new')]);
  const farend = await startFarend({
    namespace: pbx.namespace,
    command: 'run',
    config: { ...createConfig(), state: scratch.path },
  });
  const pid = farend.findProxyPid();

  process.kill(pid, 'SIGTERM');

  const death = await farend.waitForLog(({ event }) => event === 'proxy-died');
  const lost = await farend.waitForLog(({ event }) => event === 'state-lost');
  expect(lost.msg).toContain('the disk hangs');
  expect(death).toMatchObject({ status: 'SIGKILL' });
  await farend.stop();
  scratch.remove();
});
