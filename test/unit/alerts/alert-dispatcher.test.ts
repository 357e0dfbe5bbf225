import { mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from './book-scene.ts';
import { DispatcherScene, found, gone } from './dispatcher-scene.ts';

let scene: DispatcherScene;

beforeEach(() => {
  scene = new DispatcherScene();
});

afterEach(() => scene.stop());

it('tells a receiver once of what fires, over a restart too', async () => {
  const first = scene.start();
  first.apply([found('4001')]);
  await scene.pass(first, MINUTE);
  const told = scene.takeTold();
  await first.stop();

  const second = scene.start();
  second.apply([found('4001')]);
  await scene.pass(second, HOUR, MINUTE);

  expect(told).toStrictEqual(['first-notification 4001']);
  expect(scene.takeTold()).toStrictEqual([]);
});

it('delivers after a restart what could not be delivered before', async () => {
  scene.outcome = { kind: 'retry', reason: 'it is away' };
  const first = scene.start();
  first.apply([found('4001')]);
  await scene.pass(first, 10 * SECOND);
  await first.stop();
  scene.outcome = { kind: 'delivered' };

  const second = scene.start();
  second.apply([found('4001')]);
  await scene.pass(second, 10 * MINUTE, SECOND);

  expect(scene.takeTold()).toStrictEqual(['first-notification 4001']);
});

it('tells that what was not found again after a restart has ended', async () => {
  const first = scene.start();
  first.apply([found('4001'), found('4002')]);
  await scene.pass(first, MINUTE);
  scene.takeTold();
  await first.stop();

  const second = scene.start();
  second.apply([found('4002')]);
  await scene.pass(second, HOUR, MINUTE);

  expect(scene.told).toMatchObject([{ reason: 'some-resolved', status: 'firing' }]);
  expect(
    scene.told[0]?.alerts.map(({ status, labels }) => [labels.endpoint, status]),
  ).toStrictEqual([
    ['4002', 'firing'],
    ['4001', 'resolved'],
  ]);
});

it('has after a restart the findings that fired, and goes on once the diagnosis recalls them', async () => {
  const first = scene.start();
  const { finding } = found('4001');
  first.apply([{ kind: 'found', finding }, found('4002')]);
  first.apply([gone('4002')]);
  await scene.pass(first, MINUTE);
  scene.takeTold();
  await first.stop();

  const second = scene.start();
  const kept = [...second.findings()];
  second.apply(kept.map((recalled) => ({ kind: 'found', finding: recalled })));
  await scene.pass(second, HOUR, MINUTE);

  expect(kept).toStrictEqual([finding]);
  expect(scene.takeTold()).toStrictEqual([]);
});

it('keeps a silence over a restart', async () => {
  const first = scene.start();
  first.silence({ matchers: { endpoint: '40*' }, comment: 'we know', endsAt: scene.now + HOUR });
  await first.stop();

  const second = scene.start();
  second.apply([found('4001')]);
  await scene.pass(second, 30 * MINUTE, MINUTE);

  expect(second.silences()).toMatchObject([{ matchers: { endpoint: '40*' }, comment: 'we know' }]);
  expect(scene.takeTold()).toStrictEqual([]);
});

it('tells AMI, ARI and the log of each beginning and end once, over a restart too', async () => {
  const first = scene.start();
  first.apply([found('4001')]);
  await scene.pass(first, MINUTE);
  await first.stop();

  const second = scene.start();
  second.apply([found('4001')]);
  await scene.pass(second, MINUTE);
  second.apply([gone('4001')]);
  await scene.pass(second, MINUTE);

  expect(scene.changes.map(({ alert }) => alert.status)).toStrictEqual(['firing', 'resolved']);
});

it('goes on from memory where the directory cannot be made, and has it all in the file once it can', async () => {
  const obstacle = `${scene.directory}/state`;
  writeFileSync(obstacle, '');
  scene.path = `${obstacle}/alerts.sqlite`;
  const first = scene.start();
  first.apply([found('4001')]);
  await scene.pass(first, MINUTE);
  const meanwhile = scene.takeTold();
  const { isUp } = first.health;

  renameSync(obstacle, `${obstacle}.old`);
  first.apply([found('4002')]);
  await scene.pass(first, MINUTE);
  await first.stop();
  const second = scene.start();
  second.apply([found('4001'), found('4002')]);
  await scene.pass(second, 10 * MINUTE, SECOND);

  expect(meanwhile).toStrictEqual(['first-notification 4001']);
  expect(isUp).toBe(false);
  expect(scene.trouble).toHaveLength(1);
  expect(scene.recovered).toBe(1);
  expect(scene.takeTold()).toStrictEqual(['new-alerts 4001 4002']);
});

it('goes on with all that it has when somebody removes the file', async () => {
  const first = scene.start();
  scene.outcome = { kind: 'retry', reason: 'it is away' };
  first.apply([found('4001')]);
  await scene.pass(first, 5 * SECOND);

  rmSync(scene.path);
  first.apply([found('4002')]);
  await scene.pass(first, 10 * SECOND);
  scene.outcome = { kind: 'delivered' };
  await scene.pass(first, 20 * MINUTE);
  await first.stop();
  const second = scene.start();

  expect(scene.trouble).toHaveLength(1);
  expect(scene.trouble[0]).toContain('was removed or replaced while it was in use');
  expect(scene.recovered).toBe(1);
  expect(scene.told.flatMap(({ alerts }) => alerts.map(({ labels }) => labels.endpoint))).toContain(
    '4001',
  );
  expect([...second.alerts()]).toHaveLength(2);
});

it('sets a damaged file aside, tells that, and has in a new one what still fires', async () => {
  const first = scene.start();
  first.apply([found('4001')]);
  await scene.pass(first, MINUTE);
  await first.stop();
  writeFileSync(scene.path, 'hello\n'.repeat(5_000));

  const second = scene.start();
  second.apply([found('4001')]);
  await scene.pass(second, MINUTE);
  await second.stop();

  expect(scene.trouble).toHaveLength(1);
  expect(scene.trouble[0]).toContain(
    `${scene.path} was damaged and is ${scene.path}.damaged now: a new one was begun, and what still fires is in it again`,
  );
  expect([...scene.start().alerts()]).toHaveLength(1);
});

it('leaves out and counts rows that cannot be read', async () => {
  const first = scene.start();
  first.apply([found('4001'), found('4002')]);
  await scene.pass(first, MINUTE);
  await first.stop();
  const database = new DatabaseSync(scene.path);
  database.exec(
    `UPDATE alert SET kept = '{' WHERE json_extract(kept, '$.alert.labels.aor') = '4001'`,
  );
  database.exec(`UPDATE told SET told = json_remove(told, '$.firing')`);
  database.close();

  const second = scene.start();

  expect([...second.alerts()]).toHaveLength(1);
  expect(scene.skipped).toBe(2);
});

it('keeps what another farend left undelivered in a file that could not be opened at first', async () => {
  scene.outcome = { kind: 'retry', reason: 'it is away' };
  const first = scene.start();
  first.apply([found('4001')]);
  await scene.pass(first, SECOND);
  await first.stop();
  const hidden = `${scene.directory}/hidden`;
  renameSync(scene.path, hidden);
  mkdirSync(scene.path);
  const second = scene.start();
  second.apply([found('4002', 'York')]);
  await scene.pass(second, SECOND);

  rmdirSync(scene.path);
  renameSync(hidden, scene.path);
  scene.outcome = { kind: 'delivered' };
  second.apply([gone('4002', 'York')]);
  await scene.pass(second, 20 * MINUTE);

  const endpoints = scene.told.flatMap(({ alerts }) => alerts.map(({ labels }) => labels.endpoint));
  expect(endpoints).toContain('4001');
  expect(endpoints).toContain('4002');
});

it('delivers a test to each receiver', async () => {
  const dispatcher = scene.start();

  dispatcher.sendTest();
  await scene.pass(dispatcher, SECOND);

  expect(scene.takeTold()).toStrictEqual(['test test']);
  expect([...dispatcher.alerts()]).toStrictEqual([]);
});
