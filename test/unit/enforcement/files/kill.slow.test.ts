import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { readConfDirectory } from '../../../../src/enforcement/files/conf-directory.ts';
import { FileWriter } from '../../../../src/enforcement/files/file-writer.ts';
import { undoFiles } from '../../../../src/enforcement/files/undo-files.ts';
import type { OwnSection } from '../../../../src/policy/policy-plan.ts';
import { stopEverything } from '../../../support/process/lifetime.ts';
import { runCommand } from '../../../support/process/run-command.ts';
import {
  createLayout,
  freePbxFiles,
  type Layout,
  makeAorSection,
  makeEndpointSection,
  plainFiles,
} from './layouts.ts';
import type { WritingTask } from './writing-process.ts';

const PROCESS = join(import.meta.dirname, 'writing-process.ts');
/** Beside the layout, as the journal is: it is no part of what is compared. */
const notePathOf = ({ directory }: Layout): string => `${directory}.note`;

/** A process for each operation; the machine may be busy. */
const TIMEOUT_MS = 240_000;

const old = [makeEndpointSection('4001'), makeAorSection('4001')];
const fresh = [makeEndpointSection('4001'), makeEndpointSection('4002'), makeAorSection('4002')];
const notes: string[] = [];

afterEach(async () => {
  await stopEverything();
  for (const path of notes.splice(0)) rmSync(path, { force: true });
});

/** Whether it was killed before it was done. */
async function runUntilKilled(task: WritingTask): Promise<boolean> {
  const { exitCode, stderr } = await runCommand([process.execPath, PROCESS, JSON.stringify(task)]);
  expect(stderr).toBe('');
  return exitCode !== 0;
}

/** Every object of the operator's is there, and each file of farend's own speaks as before or as meant. */
async function expectLoadable(
  { write }: Layout,
  states: readonly (readonly OwnSection[])[],
): Promise<void> {
  const directory = await readConfDirectory(write);
  const objects = ['4001', '4002'].map((object) => directory.storeOf({ kind: 'endpoint', object }));
  const troubles = [...directory.configurations.values()].flatMap((each) => each.troubles);
  expect(objects).toEqual(['pjsip.conf', 'pjsip.conf']);
  expect(troubles).toEqual([]);
  for (const kind of ['endpoint', 'aor'])
    expect(states.map((state) => pick(state, kind))).toContainEqual(
      pick(directory.ownSections, kind),
    );
}

function pick(sections: readonly OwnSection[], wanted: string): readonly OwnSection[] {
  return sections.filter(({ kind }) => kind === wanted);
}

async function createScene(
  files: Readonly<Record<string, string>>,
  before: readonly OwnSection[] | undefined,
): Promise<Layout> {
  const layout = createLayout(files);
  notes.push(notePathOf(layout));
  if (before !== undefined) await writeAll(layout, before);
  return layout;
}

async function writeAll(layout: Layout, sections: readonly OwnSection[]): Promise<void> {
  const { write } = layout;
  const writer = new FileWriter(
    { changes: [], removals: [] },
    { write, sections, mayPullIn: true },
  );
  writeFileSync(notePathOf(layout), JSON.stringify(await writer.prepare()));
  await writer.write();
}

const scenes: [string, Record<string, string>, readonly OwnSection[] | undefined][] = [
  ['plain, the first time', plainFiles, undefined],
  ['FreePBX, the first time', freePbxFiles, undefined],
  ['FreePBX, in the place of earlier files', freePbxFiles, old],
];

describe.each(scenes)('%s: killed at any operation', (_, files, before) => {
  test(
    'a write leaves what Asterisk loads, and is taken back byte for byte',
    async () => {
      let wasKilled = true;
      let killAt = 0;
      while (wasKilled) {
        killAt += 1;
        const layout = await createScene(files, before);
        const original = layout.snapshot();
        const notePath = notePathOf(layout);

        wasKilled = await runUntilKilled({
          write: layout.write,
          sections: fresh,
          notePath,
          killAt,
        });

        await expectLoadable(layout, [before ?? [], fresh]);
        await undoFiles(JSON.parse(readFileSync(notePath, 'utf8')));
        expect(layout.snapshot()).toEqual(original);
        await stopEverything();
      }
      expect(killAt).toBeGreaterThan(15);
    },
    TIMEOUT_MS,
  );

  test(
    'taking it back leaves what Asterisk loads, and is done by the next try',
    async () => {
      let wasKilled = true;
      let killAt = 0;
      while (wasKilled) {
        killAt += 1;
        const layout = await createScene(files, before);
        const original = layout.snapshot();
        const notePath = notePathOf(layout);
        await writeAll(layout, fresh);

        wasKilled = await runUntilKilled({ write: layout.write, notePath, killAt });

        await expectLoadable(layout, [before ?? [], fresh]);
        await undoFiles(JSON.parse(readFileSync(notePath, 'utf8')));
        expect(layout.snapshot()).toEqual(original);
        await stopEverything();
      }
      expect(killAt).toBeGreaterThan(8);
    },
    TIMEOUT_MS,
  );
});
