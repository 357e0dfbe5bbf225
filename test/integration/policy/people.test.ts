// People go on working on their PBX: they delete extensions, make new ones, change files, and take out a
// line that they do not know.

import { afterEach, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { listEachLayout } from '../../support/asterisk/layouts/list-layouts.ts';
import { createPolicyScene, type PolicyScene } from '../../support/policy/policy-scene.ts';
import { formatWantedValues } from '../../support/policy/wanted-values.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const layouts = listEachLayout(listFlavours(await findProvisioned()));

afterEach(stopEverything);

async function isAsWanted(scene: PolicyScene, endpoint: string): Promise<boolean> {
  const values = (await scene.readValues(endpoint)) ?? {};
  const wanted = formatWantedValues(scene.layout.driver, values, 'yes');
  return JSON.stringify(values) === JSON.stringify(wanted);
}

test.each(layouts)('$title: extensions come and go', async (row) => {
  const scene = await createPolicyScene(row);
  await scene.apply();
  await scene.layout.addExtension(scene.asterisk, '4007');
  const planOfNew = await scene.plan();
  const applyOfNew = await scene.apply();
  const isNewAsWanted = await isAsWanted(scene, '4007');

  await scene.layout.deleteExtension(scene.asterisk, '4006');
  const applyOfDeleted = await scene.apply();

  expect(planOfNew.exitCode, planOfNew.stderr).toBe(1);
  expect(planOfNew.stdout, planOfNew.stderr).toContain('4007');
  expect(applyOfNew.exitCode, applyOfNew.stdout + applyOfNew.stderr).toBe(0);
  expect(isNewAsWanted).toBe(true);
  expect(applyOfDeleted.exitCode, applyOfDeleted.stdout + applyOfDeleted.stderr).toBe(0);
  expect(await scene.readValues('4006')).toBeUndefined();
  expect(scene.listOwnSections().join()).not.toContain('4006');
  for (const endpoint of ['4001', '4002', '4005', '4007'])
    expect(await isAsWanted(scene, endpoint), endpoint).toBe(true);
  expect((await scene.plan()).exitCode).toBe(0);
});

test.each(layouts)('$title: what a person changed is found and mended', async (row) => {
  const scene = await createPolicyScene(row);
  await scene.apply();
  const wanted = await scene.readAllValues();

  await scene.layout.spoil(scene.asterisk);
  const planOfSpoilt = await scene.plan();
  const applyOfSpoilt = await scene.apply();
  const mended = await scene.readAllValues();
  for (const file of scene.readFiles().keys())
    await scene.asterisk.rewriteConfig(file, (text) =>
      text.replace(/^#tryinclude farend.*\n/m, ''),
    );
  await scene.reload();
  const withoutLine = await scene.readAllValues();
  const applyWithoutLine = await scene.apply();

  expect([planOfSpoilt.exitCode, applyOfSpoilt.exitCode], applyOfSpoilt.stderr).toEqual([1, 0]);
  expect(planOfSpoilt.stdout).toContain('4003');
  expect(mended).toEqual(wanted);
  expect(withoutLine).not.toEqual(wanted);
  expect(applyWithoutLine.exitCode, applyWithoutLine.stdout + applyWithoutLine.stderr).toBe(0);
  expect(await scene.readAllValues()).toEqual(wanted);
});
