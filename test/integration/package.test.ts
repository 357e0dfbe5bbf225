// The package as it is published: what it brings along must do without the repository around it.

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { AriClient } from '../../src/asterisk/ari/ari-client.ts';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { startAsterisk } from '../support/asterisk/start-asterisk.ts';
import { AMI_SECRET, MANAGER_CONF } from '../support/companion-office.ts';
import { runFarend, startFarend } from '../support/farend.ts';
import { createConfig } from '../support/farend-office.ts';
import { createOffice } from '../support/office.ts';
import { EventLog } from '../support/process/event-log.ts';
import { own, stopEverything } from '../support/process/lifetime.ts';
import { runChecked } from '../support/process/run-command.ts';
import { findProvisioned } from '../support/provision/provision.ts';
import { createScratchDirectory } from '../support/scratch-directory.ts';

const HTTP_PORT = 8088;
const DEADLINE_MS = 20_000;
const repository = fileURLToPath(new URL('../..', import.meta.url));

const flavours = listFlavours(await findProvisioned());

afterEach(stopEverything);

/** Building it takes longer than the tests. */
const packed = { directory: '' };

afterAll(() => rmSync(packed.directory, { recursive: true, force: true }));

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

/** What an upgrade from the checkout to the package must find again. */
test('an upgrade to the package keeps bindings and silences', async () => {
  const [flavour] = flavours as [AsteriskFlavour];
  const root = await unpack();
  const scratch = createScratchDirectory('upgrade');
  const directories = { state: join(scratch.path, 'state'), run: join(scratch.path, 'run') };
  const office = await createOffice({
    flavour,
    endpoints: [{ name: '4001', qualifyFrequency: 1 }],
    sipPort: 5080,
    append: { 'manager.conf': MANAGER_CONF },
  });
  const ami = { host: '127.0.0.1', username: 'farend', secret: AMI_SECRET };
  const options = {
    namespace: office.pbx.namespace,
    command: 'run',
    config: { ...createConfig(), asterisk: { ami }, ...directories },
  } as const;
  const older = await startFarend(options);
  const phone = await office.startPhone({ username: '4001', rport: false });
  await older.waitForLog(({ event, role }) => event === 'started' && role === 'companion');
  await phone.register({ expires: 600 });
  const silence = ['silence', 'add', 'unreachable', '--for', '2h', '-c', older.configPath];
  const added = await runFarend(options.namespace, ...silence);
  await older.terminate();
  phone.forgetRequests();

  const newer = await startFarend({ ...options, main: join(root, 'dist/cli/main.js') });
  const question = await phone.waitForRequest('OPTIONS');
  await newer.waitForLog(({ event, role }) => event === 'started' && role === 'companion');
  const silences = await runFarend(options.namespace, 'silence', 'list', '-c', newer.configPath);

  expect(added.exitCode).toBe(0);
  expect(question.text).toContain('OPTIONS sip:4001@192.168.1.50:5060 SIP/2.0');
  expect(silences.stdout).toContain('alertname=unreachable');
  scratch.remove();
});

/** Where the package stands then; what it does not bring, it finds in the repository's node_modules. */
async function unpack(): Promise<string> {
  const { directory: earlier } = packed;
  if (earlier !== '') return join(earlier, 'package');
  mkdirSync(join(repository, '.cache'), { recursive: true });
  const directory = mkdtempSync(join(repository, '.cache/package-'));
  await runChecked(['npm', 'pack', '--pack-destination', directory], { cwd: repository });
  await runChecked(['sh', '-c', 'tar xzf *.tgz'], { cwd: directory });
  packed.directory = directory;
  return join(directory, 'package');
}
