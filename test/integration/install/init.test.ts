// `farend init` and `farend undo` beside real Asterisks, file by file: phones and calls are the matter of
// story.test.ts.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AmiSocket } from '../../support/asterisk/ami-socket.ts';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import {
  createChanSipLayout,
  createDefaultLayout,
  createFreepbxLayout,
  type InstallLayout,
} from '../../support/install/install-layout.ts';
import { InstalledFarend } from '../../support/install/installed-farend.ts';
import { readPrivateFiles } from '../../support/install/private-files.ts';
import { startTcpRelay } from '../../support/network/tcp-relay.ts';
import { createOffice, type Office } from '../../support/office.ts';
import { own, stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { createScratchDirectory } from '../../support/scratch-directory.ts';

const AMI_PORT = 5038;
const flavours = listFlavours(await findProvisioned());

/** A layout for each way of writing Asterisk's files; 16 stands for chan_sip. */
const layouts = flavours.flatMap((flavour): InstallLayout[] => {
  if (flavour.driver === 'chan_sip') return [createChanSipLayout(flavour)];
  if (!flavour.root.version.startsWith('22')) return [];
  return [createDefaultLayout(flavour), createFreepbxLayout(flavour)];
});

interface InitScene {
  readonly office: Office;
  readonly farend: InstalledFarend;
  readonly directory: string;
}

async function createScene({ flavour, files }: InstallLayout): Promise<InitScene> {
  const isChanSip = flavour.driver === 'chan_sip';
  const office = await createOffice({
    flavour,
    endpoints: [],
    files,
    // Loads their modules, as autoload would; what they do is in the files.
    httpPort: 8088,
    ...(!isChanSip && { hepCollector: '127.0.0.1:9060' }),
  });
  const scratch = createScratchDirectory('init');
  own({ stop: async () => scratch.remove() });
  const farend = own(
    new InstalledFarend({
      path: scratch.path,
      namespace: office.pbx.namespace,
      asteriskConf: join(office.asterisk.etcPath, 'asterisk.conf'),
    }),
  );
  return { office, farend, directory: scratch.path };
}

/** What AMI says to the user of farend with that secret. */
async function logIn({ office }: InitScene, secret: string): Promise<string | undefined> {
  const socket = own(new AmiSocket(connect(await startTcpRelay(office.pbx.namespace, AMI_PORT))));
  socket.send({ Action: 'Login', Username: 'farend', Secret: secret });
  const answer = await socket.waitFor((block) => block.some((line) => line.startsWith('Message:')));
  return answer.find((line) => line.startsWith('Message:'));
}

describe.each(layouts)('$title:', (layout) => {
  let scene: InitScene;

  beforeAll(async () => {
    scene = await createScene(layout);
  });

  afterAll(stopEverything);

  test('what is installed step by step is let in, and goes again without a trace', async () => {
    const { office, farend, directory } = scene;
    const { etcPath } = office.asterisk;
    const before = readPrivateFiles([etcPath]);

    const watch = await farend.init('--way', 'watch');
    const secret = readFileSync(join(directory, 'farend', 'ami-secret'), 'utf8').trim();
    const atFirst = await logIn(scene, secret);
    const again = await farend.init('--way', 'watch');
    writeFileSync(farend.configPath, `${readFileSync(farend.configPath, 'utf8')}# mine\n`);
    const site = await farend.init('--way', 'site', '--site', 'Leeds=203.0.113.1/32', '--policy');
    const all = await farend.init('--way', 'all');
    const checked = await farend.command(['check']);
    const config = readFileSync(farend.configPath, 'utf8');
    const kept = readFileSync(join(directory, 'farend', 'ami-secret'), 'utf8').trim();
    const undone = await farend.command(['undo', '--yes']);
    const after = readPrivateFiles([etcPath]);
    const left = readdirSync(join(directory, 'farend'), { recursive: true });
    const atLast = await logIn(scene, secret);
    const twice = await farend.command(['undo', '--yes']);

    expect(watch).toMatchObject({ exitCode: 0 });
    expect(atFirst).toBe('Message: Authentication accepted');
    expect(again.stdout).toContain('Nothing is to be done');
    expect(site).toMatchObject({ exitCode: 0 });
    expect(all).toMatchObject({ exitCode: 0 });
    expect(checked.stdout).toMatch(/^fine: /);
    expect(config).toMatch(/divertedFrom: 5060[\s\S]*# mine/);
    expect(kept).toBe(secret);
    expect(undone).toMatchObject({ exitCode: 0 });
    expect(after).toEqual(before);
    // What a person has written is not lost.
    expect(left).toEqual(['undone', 'undone/farend.yaml']);
    expect(atLast).toBe('Message: Authentication failed');
    expect(twice.stdout).toContain('Nothing is installed');
    const said = [watch, again, site, all, undone].map(({ stdout, stderr }) => stdout + stderr);
    expect(said.join('')).not.toContain(secret);
  });
});
