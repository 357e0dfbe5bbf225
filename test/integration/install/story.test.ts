// What an operator does with farend, from the first look to the day on which it goes again, beside an
// Asterisk that keeps its port and whose calls go on all the time. The steps of each story build on
// those before.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import {
  createChanSipLayout,
  createDefaultLayout,
  createFreepbxLayout,
  type InstallLayout,
} from '../../support/install/install-layout.ts';
import {
  createInstallScene,
  type InstallScene,
  LEEDS,
} from '../../support/install/install-scene.ts';
import {
  listFailedCalls,
  type RunningCalls,
  startRunningCalls,
} from '../../support/install/office-calls.ts';
import {
  listDifferences,
  type PrivateFiles,
  readPrivateFiles,
} from '../../support/install/private-files.ts';
import { PBX_ADDRESS } from '../../support/network/pbx-network.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());

const layouts = flavours.flatMap((flavour): InstallLayout[] => {
  if (flavour.driver === 'chan_sip') return [createChanSipLayout(flavour)];
  return flavour.root.version.startsWith('22')
    ? [createDefaultLayout(flavour), createFreepbxLayout(flavour)]
    : [];
});

/** Where phones have always found Asterisk. */
const PBX = `${PBX_ADDRESS}:5060`;

describe.each(layouts)('$title:', (layout) => {
  let scene: InstallScene;
  /** Begun before farend came; they outlive it. */
  let running: RunningCalls;
  let filesBefore: PrivateFiles;

  beforeAll(async () => {
    scene = await createInstallScene(layout);
    filesBefore = readPrivateFiles(scene.privatePaths);
  });

  afterAll(stopEverything);

  const listServedAlone = (): string[] => scene.listPhones(({ rport }) => rport);
  const listAtLeeds = (): string[] => scene.listPhones(({ site }) => site === 'leeds');

  /** What went wrong: in the calls that go on, in new ones, in the eyes of the doctor. */
  const listTroubles = async (usernames: readonly string[]): Promise<string[]> => [
    ...(await running.listLost()),
    ...(await listFailedCalls(scene, usernames)),
    ...(await scene.farend.listFailedChecks()),
  ];

  test('Asterisk alone serves the phones that offer rport, and no others', async () => {
    const accepted = await scene.register(scene.listPhones());
    const failed = await listFailedCalls(scene, accepted);
    running = await startRunningCalls(scene, accepted.slice(0, 2));

    expect(accepted).toEqual(listServedAlone());
    expect(failed).toEqual([]);
  });

  test('watch: farend shows every phone, and nothing has moved', async () => {
    const before = await scene.describeWay();

    await scene.farend.install('--way', 'watch');
    await scene.farend.start();
    const accepted = await scene.register(listServedAlone());
    const troubles = await listTroubles(accepted);
    const status = await scene.farend.waitForStatus(accepted);
    const after = await scene.describeWay();

    expect(troubles).toEqual([]);
    expect(status).toEqual(accepted);
    expect(after).toEqual(before);
  });

  test('one site: its phones come through farend, all of them, and the others do not', async () => {
    await scene.farend.install('--way', 'site', '--site', `leeds=${LEEDS}/32`);
    await scene.farend.restart();
    await scene.farend.succeed('divert', 'on', '--from', `${LEEDS}/32`);
    const lost = await running.listLost();
    const accepted = await scene.register(scene.listPhones());
    const troubles = await listTroubles(accepted);
    const through = await scene.listThroughFarend();

    expect(lost).toEqual([]);
    expect(accepted).toEqual(scene.listPhones(({ site, rport }) => rport || site === 'leeds'));
    expect(through).toEqual(listAtLeeds());
    expect(troubles).toEqual([]);
  });

  test('all: every phone comes through farend', async () => {
    await scene.farend.install('--way', 'all');
    await scene.farend.restart();
    await scene.farend.succeed('divert', 'on');
    const lost = await running.listLost();
    const accepted = await scene.register(scene.listPhones());
    const troubles = await listTroubles(accepted);
    const through = await scene.listThroughFarend();

    expect(lost).toEqual([]);
    expect(accepted).toEqual(scene.listPhones());
    expect(through).toEqual(scene.listPhones());
    expect(troubles).toEqual([]);
  });

  test('a call reaches each phone when the machine has forgotten every flow', async () => {
    await scene.forgetFlows();
    const failed = await listFailedCalls(scene, scene.listPhones());

    expect(failed).toEqual([]);
  });

  test('killed: the way to Asterisk is free again within ten seconds, and back with farend', async () => {
    await scene.farend.kill((words) => !words.includes('guard'));
    const tables = await scene.waitForTable(false, 10_000);
    const alone = await scene.register(listServedAlone());
    const through = await scene.listThroughFarend();
    const lost = await running.listLost();
    const failed = await listFailedCalls(scene, alone);

    await scene.farend.start();
    await scene.waitForTable(true);
    const accepted = await scene.register(scene.listPhones());
    const troubles = await listTroubles(accepted);

    expect(tables).toEqual(['table inet filter']);
    expect(alone).toEqual(listServedAlone());
    expect(through.filter((username) => alone.includes(username))).toEqual([]);
    expect([...lost, ...failed]).toEqual([]);
    expect(accepted).toEqual(scene.listPhones());
    expect(troubles).toEqual([]);
  });

  test('killed with all that it started: the same', async () => {
    await scene.farend.kill(() => true);
    const tables = await scene.waitForTable(false, 10_000);
    const alone = await scene.register(listServedAlone());
    const failed = await listFailedCalls(scene, alone);
    const lost = await running.listLost();

    await scene.farend.start();
    await scene.farend.succeed('divert', 'on');
    const accepted = await scene.register(scene.listPhones());

    expect(tables).toEqual(['table inet filter']);
    expect(alone).toEqual(listServedAlone());
    expect([...failed, ...lost]).toEqual([]);
    expect(accepted).toEqual(scene.listPhones());
  });

  test('undo: everything is as it was, and phones come back when it says', async () => {
    const through = await scene.listThroughFarend();
    const said = await scene.farend.command(['undo', '--yes']);
    const tables = await scene.listTables();
    const differences = listDifferences(filesBefore, readPrivateFiles(scene.privatePaths));
    const stillThrough = await scene.listThroughFarend();
    const status = await scene.farend.command(['status']);
    const accepted = await scene.register(listServedAlone());
    const failed = await listFailedCalls(scene, accepted);
    const unended = await running.end();

    expect(said).toMatchObject({ exitCode: 0 });
    expect(through).toEqual(scene.listPhones());
    for (const username of through) expect(said.stdout).toMatch(new RegExp(`\\b${username}\\b`));
    expect(tables).toEqual(['table inet filter']);
    expect(differences).toEqual([]);
    expect(stillThrough).toEqual([]);
    expect(status.exitCode).not.toBe(0);
    expect(status.stderr).toMatch(/^farend: .+\.$/m);
    expect(accepted).toEqual(listServedAlone());
    expect([...failed, ...unended]).toEqual([]);
  });

  test('phones have seen nobody but port 5060 of the machine in all that time', () => {
    const seen = scene.listPhones().flatMap((username) => scene.listCorrespondents(username));

    expect([...new Set(seen)]).toEqual([PBX]);
  });
});
