import { afterEach, expect, test } from 'vitest';
import { remarkOnLines } from '../../../../src/app/policy/remark-on-lines.ts';
import { readConfDirectory } from '../../../../src/enforcement/files/conf-directory.ts';
import { stopEverything } from '../../../support/process/lifetime.ts';
import { createLayout } from '../../enforcement/files/layouts.ts';

const ENDPOINT = '[4001]\ntype = endpoint\n';
const OWN = '[4001](+type=endpoint)\nforce_rport = yes\n';

afterEach(stopEverything);

async function remark(pjsip: string): Promise<string[]> {
  const layout = createLayout({ 'pjsip.conf': pjsip, 'farend.d/pjsip.conf': OWN });
  const files = await readConfDirectory(layout.write);
  return remarkOnLines(files, files.ownSections).map((sentence) =>
    sentence.replaceAll(`${layout.directory}/`, ''),
  );
}

test('nothing is said where the line is there', async () => {
  expect(await remark(`${ENDPOINT}#tryinclude farend.d/pjsip.conf\n`)).toEqual([]);
});

test('a line that somebody took out is missed before Asterisk reads its files again', async () => {
  expect(await remark(ENDPOINT)).toEqual([
    'pjsip.conf has no line "#tryinclude farend.d/pjsip.conf" any more. Asterisk has what is in farend.d/pjsip.conf from an earlier reading, and loses it at the next one: put the line back at the end.',
  ]);
});

test('an #include is told, which would empty all when the file is missing', async () => {
  expect(await remark(`${ENDPOINT}#include farend.d/pjsip.conf\n`)).toEqual([
    expect.stringContaining('pjsip.conf:3'),
  ]);
});
