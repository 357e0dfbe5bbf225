// What an operator does with farend, from the first look to the day on which it goes again, beside an
// Asterisk that keeps its port and whose calls go on all the time.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import {
  createChanSipLayout,
  createDefaultLayout,
  createFreepbxLayout,
  type InstallLayout,
} from '../../support/install/install-layout.ts';
import { createInstallScene, type InstallScene } from '../../support/install/install-scene.ts';
import { listFailedCalls } from '../../support/install/office-calls.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());

const layouts = flavours.flatMap((flavour): InstallLayout[] => {
  if (flavour.driver === 'chan_sip') return [createChanSipLayout(flavour)];
  return flavour.root.version.startsWith('22')
    ? [createDefaultLayout(flavour), createFreepbxLayout(flavour)]
    : [];
});

describe.each(layouts)('$title:', (layout) => {
  let scene: InstallScene;

  beforeAll(async () => {
    scene = await createInstallScene(layout);
  });

  afterAll(stopEverything);

  test('Asterisk alone serves the phones that offer rport, and no others', async () => {
    const accepted = await scene.register(scene.listPhones());
    const failed = await listFailedCalls(scene, accepted);

    expect(accepted).toEqual(scene.listPhones(({ rport }) => rport));
    expect(failed).toEqual([]);
  });
});
