import { readdirSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isAppError } from '../../../../src/base/app-error.ts';
import { migrations } from '../../../../src/correlation/state/migrations.ts';
import { recordFileKind } from '../../../../src/correlation/state/record-file.ts';
import { migrate } from '../../../../src/sqlite/migrate.ts';
import { START_MS } from '../scene.ts';
import { makeChange, StoreScene } from './store-scene.ts';

/** What a farend to come might do. */
const future = [...migrations, 'ALTER TABLE device ADD COLUMN seen INTEGER NOT NULL DEFAULT 7'];

let scene: StoreScene;

beforeEach(() => {
  scene = new StoreScene();
  const store = scene.open();
  store.write([makeChange({}, [{ time: START_MS }])]);
  store.close();
});

afterEach(() => scene.stop());

function bringUp(steps: readonly string[]): void {
  const database = new DatabaseSync(scene.path);
  try {
    migrate(database, scene.path, scene.path, { ...recordFileKind, migrations: steps });
  } finally {
    database.close();
  }
}

function query(path: string, sql: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return Object.values(database.prepare(sql).get() ?? {})[0];
  } finally {
    database.close();
  }
}

it('brings an older file up, and keeps a copy of it as it was', () => {
  bringUp(future);

  const copy = `${scene.path}.v1`;
  expect(query(scene.path, 'SELECT seen FROM device')).toBe(7);
  expect(query(scene.path, 'PRAGMA user_version')).toBe(2);
  expect(query(copy, 'PRAGMA user_version')).toBe(1);
  expect(query(copy, 'SELECT count(*) FROM history')).toBe(1);
  expect(statSync(copy).mode & 0o777).toBe(0o600);
});

it('brings a file up by all of its steps, or not at all', () => {
  const failing = [...future, 'ALTER TABLE nobody ADD COLUMN seen INTEGER'];

  expect(() => bringUp(failing)).toThrow('no such table: nobody');

  expect(query(scene.path, 'PRAGMA user_version')).toBe(1);
  const store = scene.open();
  expect([...store.load()]).toHaveLength(1);
});

it('copies nothing where there is nothing to do', () => {
  scene.open().close();

  expect(readdirSync(scene.directory)).toStrictEqual(['companion.sqlite']);
});

it('refuses the file of a newer farend in a sentence that says what to do, and leaves it alone', () => {
  bringUp(future);
  const { mtimeMs } = statSync(scene.path);

  let refusal: unknown;
  try {
    scene.open();
  } catch (error) {
    refusal = error;
  }

  expect(isAppError(refusal, 'STATE_TOO_NEW')).toBe(true);
  expect(String(refusal)).toContain(
    'companion.sqlite was written by a newer farend: install that one, or move the file elsewhere',
  );
  expect(statSync(scene.path).mtimeMs).toBe(mtimeMs);
  expect(scene.trouble).toStrictEqual([]);
});

it('leaves the file of another program alone, and begins in memory', () => {
  scene.path = `${scene.directory}/other.sqlite`;
  const other = new DatabaseSync(scene.path);
  other.exec('CREATE TABLE precious (thing TEXT)');
  other.close();

  const store = scene.open();
  store.write([makeChange({}, [{ time: START_MS }])]);

  expect(scene.trouble.map(({ message }) => message)).toStrictEqual([
    `${scene.path} is no file of farend: move it elsewhere`,
  ]);
  expect(store.history('4001', 10)).toHaveLength(1);
  store.close();
  expect(query(scene.path, 'SELECT count(*) FROM sqlite_schema')).toBe(1);
});

it('forgets in the copy of an older file, too', () => {
  bringUp(migrations);
  bringUp(future);
  const old = new DatabaseSync(scene.path);
  old.exec('PRAGMA user_version = 1');
  old.close();
  const store = scene.open();

  store.forget('4001');
  store.close();

  expect(readdirSync(scene.directory).filter((name) => name.endsWith('.v1'))).toStrictEqual([]);
});
