// What the reader makes of every odd file, on one page. test/integration/policy/conf-reader.test.ts
// holds it against a real Asterisk.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Configuration } from '../../../../src/asterisk/conf/configuration.ts';
import { readConfiguration } from '../../../../src/asterisk/conf/read-configuration.ts';
import { filesAtHand, placeConfCorpus } from '../../../support/asterisk/conf-corpus/corpus.ts';
import { showSections } from './conf-files.ts';

const page = '../../../fixtures/asterisk-conf/corpus.txt';
const directory = mkdtempSync(join(tmpdir(), 'farend-conf-'));

afterAll(() => rmSync(directory, { recursive: true }));

test('every file of the corpus is read as Asterisk reads it', async () => {
  const cases = await placeConfCorpus(directory);

  const read = cases.map(({ title, file }) => {
    const configuration = readConfiguration(file, filesAtHand, directory);
    return [`## ${title}`, ...showConfiguration(configuration)].join('\n');
  });

  await expect(`${read.join('\n\n')}\n`.replaceAll(directory, '%')).toMatchFileSnapshot(page);
});

function showConfiguration(configuration: Configuration): string[] {
  const troubles = configuration.troubles.map(
    ({ file, line, effect, what }) => `! ${file.split('/').at(-1)}:${line} ${effect}: ${what}`,
  );
  return [...showSections(configuration).flat().map(showLine), ...troubles];
}

/** Long values by their length, and nothing that an editor would not show. */
function showLine(line: string): string {
  const text = line.length > 200 ? `${line.slice(0, 10)}… (${line.length} characters)` : line;
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zs}]/gu, (it) => (it === ' ' ? it : showCode(it)));
}

function showCode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
