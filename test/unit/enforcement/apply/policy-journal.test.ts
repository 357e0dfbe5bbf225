import {
  appendFileSync,
  chownSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BeginLine } from '../../../../src/enforcement/apply/journal-line.ts';
import { PolicyJournal } from '../../../../src/enforcement/apply/policy-journal.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const CHANGE = {
  kind: 'endpoint',
  object: '4001',
  endpoint: '4001',
  setting: 'force_rport',
  from: 'no',
  to: 'yes',
} as const;
const PLAN = {
  asterisk: 'main',
  changes: [CHANGE],
  removals: [],
  undo: [{ writer: 'files', note: { copy: 'old' } }] as const,
};
const APPLIED = { outcome: 'applied', reasons: [], lostRegistrations: [] } as const;

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'farend-journal-'));
  path = join(directory, 'state', 'policy.ndjson');
});

afterEach(() => rm(directory, { recursive: true }));

function openJournal(file = path): PolicyJournal {
  return new PolicyJournal(file, { by: 'command', user: 'alice' }, () => NOW);
}

function begin(asterisk = 'main', changes: BeginLine['changes'] = [CHANGE]): Promise<string> {
  return openJournal().begin({ ...PLAN, asterisk, changes });
}

test('the journal that root begins belongs to whom the directory belongs', async () => {
  mkdirSync(dirname(path));
  if (process.geteuid?.() === 0) chownSync(dirname(path), 65_534, 65_534);

  await begin();

  const { uid, gid } = statSync(dirname(path));
  expect(statSync(path)).toMatchObject({ uid, gid });
});

describe('PolicyJournal', () => {
  test('says who changed what, when, and how it ended', async () => {
    const run = await begin();
    await openJournal().noteStep(run, 'write', '1 settings are written');
    await openJournal().end(run, APPLIED);

    const lines = await openJournal().read();

    const at = '2026-01-02T03:04:05.000Z';
    expect(lines).toEqual([
      { what: 'begin', run, at, by: 'command', user: 'alice', ...PLAN },
      { what: 'step', run, at, step: 'write', detail: '1 settings are written' },
      { what: 'end', run, at, ...APPLIED },
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'state')).mode & 0o777).toBe(0o700);
  });

  test('finds the newest run of an Asterisk that has no end', async () => {
    const ended = await begin();
    const open = await begin();
    const other = await begin('second');
    await openJournal().end(ended, APPLIED);

    expect(await openJournal().findCutOff('main')).toMatchObject({ run: open, undo: PLAN.undo });
    expect(await openJournal().findCutOff()).toMatchObject({ run: other });
    expect(await openJournal().findCutOff('third')).toBeUndefined();
    await openJournal().end(open, { ...APPLIED, outcome: 'rolled-back' });
    expect(await openJournal().findCutOff('main')).toBeUndefined();
  });

  test('has no run before the first', async () => {
    expect(await openJournal().findCutOff()).toBeUndefined();
  });

  test('goes on after half a line', async () => {
    const run = await begin();
    appendFileSync(path, '{"what":"end","run":"');

    const open = await openJournal().findCutOff();
    await openJournal().end(run, APPLIED);

    expect(open).toMatchObject({ run });
    expect(await openJournal().findCutOff()).toBeUndefined();
  });

  test('drops the oldest runs that have ended, never one that was cut off', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({ ...CHANGE, object: `${index}` }));
    const cutOff = await begin('second', many);
    const runs: string[] = [];
    for (let count = 0; count < 6; count += 1) {
      const run = await begin('main', many);
      await openJournal().end(run, APPLIED);
      runs.push(run);
    }

    const last = await begin();

    const kept = new Set((await openJournal().read()).map(({ run }) => run));
    expect(kept).toContain(cutOff);
    expect(kept).toContain(runs.at(-1));
    expect(kept).toContain(last);
    expect(kept).not.toContain(runs[0]);
    expect(readFileSync(path).length).toBeLessThan(5_000_000);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('says what keeps it from being written', async () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');

    const failed = openJournal(join(file, 'policy.ndjson')).begin(PLAN);

    await expect(failed).rejects.toMatchObject({ code: 'POLICY_UNWRITABLE' });
  });
});
