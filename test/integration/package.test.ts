// The package as it is published: what it brings along must do without the repository around it.

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import type { AriClient } from '../../src/asterisk/ari/ari-client.ts';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { startAsterisk } from '../support/asterisk/start-asterisk.ts';
import { EventLog } from '../support/process/event-log.ts';
import { own, stopEverything } from '../support/process/lifetime.ts';
import { runChecked } from '../support/process/run-command.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const HTTP_PORT = 8088;
const DEADLINE_MS = 20_000;
const repository = fileURLToPath(new URL('../..', import.meta.url));

const flavours = listFlavours(await findProvisioned());

afterEach(stopEverything);

describe.runIf(flavours.length > 0)('the packed package', () => {
  const [flavour] = flavours as [AsteriskFlavour];

  test('talks to ARI with the ari-client and the request that it brings', async () => {
    const root = await unpack();
    await startAsterisk({ ...flavour, address: '127.0.0.1', httpPort: HTTP_PORT, endpoints: [] });
    const connections = new EventLog<{ isUp: boolean; reason: string }>();
    const built = pathToFileURL(join(root, 'dist/asterisk/ari/ari-client.js')).href;
    const { AriClient: Built } = (await import(built)) as { AriClient: typeof AriClient };
    const client = new Built(
      {
        asterisk: 'main',
        url: `http://127.0.0.1:${HTTP_PORT}`,
        username: 'ari',
        password: 'aripw',
      },
      {
        onEvent: () => undefined,
        onConnection: (isUp, reason) => connections.append({ isUp, reason }),
        onProblem: (reason) => connections.append({ isUp: false, reason }),
      },
    );
    own({ stop: () => client.stop() });

    client.start();

    expect(await connections.waitFor(() => true, DEADLINE_MS)).toEqual({ isUp: true, reason: '' });
    const request = readFileSync(join(root, 'node_modules/request/package.json'), 'utf8');
    expect(request).toContain('"version": "2.88.999"');
  });
});

/** Where the package stands then; what it does not bring, it finds in the repository's node_modules. */
async function unpack(): Promise<string> {
  mkdirSync(join(repository, '.cache'), { recursive: true });
  const directory = mkdtempSync(join(repository, '.cache/package-'));
  own({
    stop: () => Promise.resolve(rmSync(directory, { recursive: true, force: true })),
  });
  await runChecked(['npm', 'pack', '--pack-destination', directory], { cwd: repository });
  await runChecked(['sh', '-c', 'tar xzf *.tgz'], { cwd: directory });
  return join(directory, 'package');
}
