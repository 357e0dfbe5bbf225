// `policy.mode: enforce`: nobody types a command any more, and what people do to their PBX is set right.

import { afterEach, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { listLayouts } from '../../support/asterisk/layouts/list-layouts.ts';
import { startWork } from '../../support/policy/office-work.ts';
import {
  createPolicyScene,
  EVERYTHING,
  type PolicyScene,
} from '../../support/policy/policy-scene.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

/** Minutes each, and the way is the same for all. */
const FILES = ['freepbx, Asterisk 22', 'chan-sip, Asterisk 16'];
const layouts = listLayouts(listFlavours(await findProvisioned())).filter(({ title }) =>
  FILES.some((file) => title.startsWith(file)),
);

/** It waits for quiet, and leaves a minute between two runs; what is told of a run may come late. */
const DEADLINE_MS = 150_000;
const GAP_MS = 55_000;

afterEach(stopEverything);

/** When the companion has told of its next run that changed something, ms. */
async function waitForRun({ farend }: PolicyScene, from: number): Promise<number> {
  await farend.waitForLog(({ event }) => event === 'policy-applied', DEADLINE_MS, from);
  return performance.now();
}

test.each(layouts)(
  '$title: drift is mended, and extensions go',
  { timeout: 400_000 },
  async (row) => {
    const scene = await createPolicyScene(row);
    await scene.apply();
    const wanted = await scene.readAllValues();
    scene.setPolicy({ mode: 'enforce', endpoints: EVERYTHING });
    await scene.farend.terminate();
    await scene.farend.start();
    const work = await startWork(scene);

    const start = scene.farend.log.items.length;
    await scene.layout.spoil(scene.asterisk);
    const mending = await waitForRun(scene, start);
    const mended = await scene.readAllValues();
    const second = scene.farend.log.items.length;
    await scene.layout.deleteExtension(scene.asterisk, '4006');
    const pruning = await waitForRun(scene, second);

    expect(mended).toEqual(wanted);
    expect(await scene.readAllValues()).toEqual({ ...wanted, '4006': undefined });
    expect(scene.listOwnSections().join()).not.toContain('4006');
    expect(pruning - mending).toBeGreaterThanOrEqual(GAP_MS);
    expect(await work.findLost()).toEqual([]);
    await work.checkCalls();
    expect((await scene.plan()).exitCode).toBe(0);
  },
);
