// What an apply leaves behind when its process is killed, or Asterisk goes away: never more than the
// next start of farend takes back.

import { afterEach, describe, expect, test } from 'vitest';
import { applySteps, undoSteps } from '../../../src/enforcement/apply/apply-step.ts';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { openJournal } from '../../support/policy/apply-lab.ts';
import { createApplyScene } from '../../support/policy/apply-scene.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());
/** Steps before which nothing was changed. */
const UNCHANGED = ['lock', 'prepare'];

/** Of each driver the newest Asterisk: both versions are among them. */
const newest = new Map(flavours.toReversed().map((flavour) => [flavour.driver, flavour]));

afterEach(stopEverything);

describe.each([...newest.values()])('$title', (flavour) => {
  test.each([...applySteps, ...undoSteps])(
    'kill -9 at "%s" is taken back at the next start',
    async (step) => {
      const scene = await createApplyScene(flavour);
      const [files, values] = [scene.readFiles(), await scene.readAll()];

      const { signal } = await scene.applyAndKill(step);
      await scene.asterisk.restart();
      const names = Object.keys(await scene.readAll());
      const recovery = await scene.recover();

      expect(signal).toBe('SIGKILL');
      expect(names).toEqual(Object.keys(values));
      expect(recovery?.outcome).toBe(UNCHANGED.includes(step) ? undefined : 'rolled-back');
      expect(scene.readFiles()).toEqual(files);
      expect(await scene.readAll()).toEqual(values);
      expect(await scene.recover()).toBeUndefined();
      expect((await scene.apply()).outcome).toBe('applied');
    },
  );
  test.each(['write', 'check', 'reload', 'read-back', 'watch'] as const)(
    'an Asterisk that starts anew at "%s" has all of the change or none of it',
    async (step) => {
      const scene = await createApplyScene(flavour);
      await scene.startCrowd(['4001', '4002', '4003', '4004']);
      await scene.waitForRegistrations(4);
      const [files, values] = [scene.readFiles(), await scene.readAll()];
      let restarted = Promise.resolve();

      const result = await scene.applyAnd(step, () => {
        restarted = scene.asterisk.restart();
      });
      await restarted;
      await scene.waitForRegistrations(4);

      expect(['applied', 'rolled-back']).toContain(result.outcome);
      expect(await openJournal(scene.settings.path).findCutOff()).toBeUndefined();
      if (result.outcome === 'applied') {
        expect((await scene.apply()).outcome).toBe('nothing-to-do');
        return;
      }
      expect(scene.readFiles()).toEqual(files);
      expect(await scene.readAll()).toEqual(values);
    },
  );

  test.each(['write', 'watch'] as const)(
    'an Asterisk that dies at "%s" finds its files as they were',
    async (step) => {
      const scene = await createApplyScene(flavour);
      const [files, values] = [scene.readFiles(), await scene.readAll()];
      let died = Promise.resolve();

      const result = await scene.applyAnd(
        step,
        () => {
          died = scene.asterisk.crash();
        },
        { patienceMs: 0 },
      );
      await died;
      const filesThen = scene.readFiles();
      const without = await scene.recover();
      await scene.asterisk.start();
      const valuesThen = await scene.readAll();
      const recovery = await scene.recover();

      expect(result.outcome).toBe('stuck');
      expect(result.reasons.join(' ')).toContain('farend policy plan');
      expect(filesThen).toEqual(files);
      expect(without?.outcome).toBe('stuck');
      expect(valuesThen).toEqual(values);
      expect(recovery?.outcome).toBe('rolled-back');
      expect((await scene.apply()).outcome).toBe('applied');
    },
  );
});
