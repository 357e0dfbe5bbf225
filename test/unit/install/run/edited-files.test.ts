// What somebody has changed since an installation, and its undo.

import { existsSync, readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { carryOut } from '../../../../src/install/run/carry-out.ts';
import { takeAllBack } from '../../../../src/install/run/take-back.ts';
import { stopEverything } from '../../../support/process/lifetime.ts';
import { createLayout, type Layout } from '../../enforcement/files/layouts.ts';
import { installedFiles, listSteps, openInstallation } from './install-scene.ts';

afterEach(stopEverything);

async function install(): Promise<Layout> {
  const layout = createLayout(installedFiles);
  const { directory } = layout;
  const listener = { onStep: () => undefined };
  await carryOut(listSteps(directory), 'farend init', openInstallation(directory), listener);
  return layout;
}

test('a file of Asterisk’s that was edited since loses farend’s line and nothing else', async () => {
  const layout = await install();
  const edited = layout.read('etc/manager.conf').replace('theirs', 'changed');
  layout.add('etc/manager.conf', `${edited}[another]\n`);

  await takeAllBack(openInstallation(layout.directory));

  const wanted = installedFiles['etc/manager.conf'].replace('theirs', 'changed');
  expect(layout.read('etc/manager.conf')).toBe(`${wanted}[another]\n`);
});

test('a file of farend’s own that was edited since is put aside before it goes', async () => {
  const layout = await install();
  layout.add('farend/farend.yaml', '# a day of work\n');

  const { remarks } = await takeAllBack(openInstallation(layout.directory));

  expect(layout.read('farend/farend.yaml')).toBe(installedFiles['farend/farend.yaml']);
  expect(readFileSync(layout.path('farend/undone/farend.yaml'), 'utf8')).toBe('# a day of work\n');
  expect(remarks).toEqual([expect.stringContaining('was edited since')]);
});

test('a step that fails takes everything back that its run has done', async () => {
  const layout = createLayout(installedFiles);
  const { directory } = layout;
  const before = layout.snapshot();
  const [secret, ...others] = listSteps(directory);
  const impossible = { kind: 'line', what: '', file: layout.path('etc/gone.conf'), text: '#x' };
  const steps = [...(secret ? [secret] : []), ...others, impossible];

  const failed = carryOut(steps, 'farend init', openInstallation(directory), {
    onStep: () => undefined,
  });

  await expect(failed).rejects.toThrow(/gone\.conf[\s\S]*Everything is as it was before/);
  expect(layout.snapshot()).toEqual(before);
  expect(existsSync(layout.path('farend/install'))).toBe(false);
});
