import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LineStep, lineHandler } from '../../../src/install/steps/line-step.ts';
import { createScratchDirectory, type ScratchDirectory } from '../../support/scratch-directory.ts';

let scratch: ScratchDirectory;
let step: LineStep;

beforeEach(() => {
  scratch = createScratchDirectory('line-step');
  const file = join(scratch.path, 'manager.conf');
  writeFileSync(file, '[general]\nenabled = yes');
  step = { kind: 'line', what: '', file, text: '#tryinclude manager.d/farend.conf' };
});
afterEach(() => scratch.remove());

it('adds no line that another process has added since it was planned', async () => {
  const note = await lineHandler.prepare(step);
  await lineHandler.carryOut(step, note ?? {});

  const again = await lineHandler.prepare(step);

  expect(readFileSync(step.file, 'utf8')).toBe(`[general]\nenabled = yes\n${step.text}\n`);
  expect(again).toBeUndefined();
});

it('adds one that stands there as a comment only', async () => {
  writeFileSync(step.file, `; ${step.text}\n`);

  expect(await lineHandler.prepare(step)).toBeDefined();
});
