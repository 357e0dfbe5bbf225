// Alerts on real disks: one that is full, and one that is mounted read-only.

import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { own, stopEverything } from '../support/process/lifetime.ts';
import { createSmallDisk } from '../support/small-disk.ts';
import { MINUTE, SECOND } from '../unit/alerts/book-scene.ts';
import { DispatcherScene, found, gone } from '../unit/alerts/dispatcher-scene.ts';

afterEach(stopEverything);

/** The alerts' file on a disk of its own. */
async function createScene() {
  const disk = await createSmallDisk(4_096);
  const scene = new DispatcherScene();
  own(scene);
  scene.path = join(disk.path, 'alerts.sqlite');
  return { disk, scene };
}

/** So many that no page that is there has room for them. */
function findMany(first: number) {
  return Array.from({ length: 300 }, (_, at) => found(`${first + at}`, `Site ${first}`));
}

test('alerts go out while the disk is full, that is told once, and all is in the file once there is room', async () => {
  const { disk, scene } = await createScene();
  const first = scene.start();
  first.apply([found('4001')]);
  await scene.pass(first, MINUTE);

  disk.fill();
  first.apply([gone('4001'), ...findMany(5_000)]);
  await scene.pass(first, 10 * MINUTE, 5 * SECOND);
  const meanwhile = scene.told.map(({ reason, groupLabels }) => `${reason} ${groupLabels.site}`);
  const { isUp, reason } = first.health;
  disk.makeRoom();
  await scene.pass(first, MINUTE);
  await first.stop();
  const second = scene.start();

  expect(meanwhile).toStrictEqual([
    'first-notification Leeds',
    'first-notification Site 5000',
    'all-resolved Leeds',
  ]);
  expect(isUp).toBe(false);
  expect(reason).toContain('the disk is full: make room on it');
  expect(scene.trouble).toHaveLength(1);
  expect(scene.recovered).toBe(1);
  const alerts = [...second.alerts()];
  expect(alerts).toHaveLength(301);
  expect(alerts.filter(({ decisions }) => decisions[0]?.isTold === true)).toHaveLength(300);
});

test('a farend that starts on a read-only disk tells nothing a second time, and ends that are new', async () => {
  const { disk, scene } = await createScene();
  const first = scene.start();
  first.apply([found('4001'), found('4002')]);
  await scene.pass(first, MINUTE);
  await first.stop();
  await disk.remount('ro');

  const second = scene.start();
  second.apply([found('4001')]);
  await scene.pass(second, 30 * MINUTE, 10 * SECOND);
  const reasons = scene.told.map(({ reason }) => reason);
  await disk.remount('rw');
  await scene.pass(second, MINUTE);

  expect(reasons).toStrictEqual(['first-notification', 'some-resolved']);
  expect(scene.trouble).toHaveLength(1);
  expect(scene.recovered).toBe(1);
  expect(second.health.isUp).toBe(true);
});
