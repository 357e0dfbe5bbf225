// `farend policy` as a child process before a real Asterisk: what it prints, what it changes, and with
// which code it ends. Its AMI user has no more than asterisk-conf gives.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { runFarend } from '../../support/farend.ts';
import { PBX_ADDRESS } from '../../support/network/pbx-network.ts';
import { createOffice, type Office } from '../../support/office.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import type { CommandResult } from '../../support/process/run-command.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { createScratchDirectory } from '../../support/scratch-directory.ts';

const flavours = listFlavours(await findProvisioned());
const [asterisk22] = flavours;

const AMI_SECRET = 'ami-secret-4711';
const USER = readFileSync(
  new URL('../../../asterisk-conf/manager.d/farend.conf', import.meta.url),
  'utf8',
).replace('change-me', AMI_SECRET);
const MANAGER_CONF = `[general](+)\nenabled = yes\nbindaddr = 127.0.0.1\nport = 5038\n${USER}`;

const DRIFTED = [
  { name: '4001', forceRport: false, rewriteContact: false, rtpSymmetric: false },
  { name: '4002', forceRport: false, rewriteContact: false, rtpSymmetric: false },
  { name: '5001' },
];

afterEach(stopEverything);

interface Scene {
  readonly office: Office;
  configure(policy: object): void;
  run(...words: readonly string[]): Promise<CommandResult>;
}

async function createScene(policy: object = {}): Promise<Scene> {
  const office = await createOffice({
    flavour: asterisk22!,
    endpoints: DRIFTED,
    sipPort: 5080,
    append: { 'manager.conf': MANAGER_CONF },
  });
  const { etcPath } = office.asterisk;
  const scratch = createScratchDirectory('policy');
  const file = join(scratch.path, 'farend.yaml');
  const configure = (changes: object): void =>
    writeFileSync(
      file,
      JSON.stringify({
        proxy: { listen: [`udp://${PBX_ADDRESS}:5060`], asterisk: [`udp://${PBX_ADDRESS}:5080`] },
        asterisk: { ami: { username: 'farend', secret: AMI_SECRET } },
        policy: {
          write: join(etcPath, 'farend.d'),
          watchFor: '1s',
          endpoints: [{ match: '4*', nat: 'yes' }],
          ...changes,
        },
        state: join(scratch.path, 'state'),
        run: join(scratch.path, 'run'),
      }),
    );
  configure(policy);
  return {
    office,
    configure,
    run: (...words) => runFarend(office.pbx.namespace, 'policy', ...words, '-c', file),
  };
}

test('plan shows what apply then does', async () => {
  const { run, office } = await createScene();
  const file = join(office.asterisk.etcPath, 'farend.d/pjsip.conf');

  const plan = await run('plan');
  const apply = await run('apply');
  const after = await run('plan');

  expect(plan.stdout).toContain('2 managed: 2 drifted; not managed: 1\n');
  expect(plan.stdout).toMatch(/^ {2}4001, 4002 +force_rport +no +yes +\(1\)$/m);
  expect(plan.stdout).toContain(`${office.asterisk.etcPath}/pjsip.conf, the only one outside:`);
  expect(plan.stdout).toMatch(/To do it:\n {2}farend policy apply -c \/.*farend.yaml\n$/);
  expect([plan.stderr, plan.exitCode]).toEqual(['', 1]);
  expect(apply.stdout).toContain('main  applied and read back: 6 settings\n');
  expect(apply.stderr).toContain('main: Asterisk loads res_pjsip.so again\n');
  expect(apply.exitCode).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain('[4001](+type=endpoint)');
  expect(after.stdout).toContain('2 managed: 2 compliant');
  expect([after.stderr, after.exitCode]).toEqual(['', 0]);
});
