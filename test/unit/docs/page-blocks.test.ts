// What stands in the blocks of the pages can be believed: commands are run by a test, or it is said why not;
// configuration is read by what reads it in earnest.

import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { readConfiguration } from '../../../src/asterisk/conf/read-configuration.ts';
import { listCommands } from '../../support/docs/console-block.ts';
import { readFileName } from '../../support/docs/named-file.ts';
import { listPages, type PageBlock, readPage } from '../../support/docs/read-page.ts';
import { findPart, sceneTable } from '../../support/docs/scene-table.ts';
import { listProblems, smallest } from '../config/sample-config.ts';

/** First words of commands in blocks `sh`, and why no test runs them. */
const notRun: Readonly<Record<string, string>> = {
  apt: 'installs on the machine',
  'apt-get': 'installs on the machine',
  cd: 'leads into a checkout',
  fwconsole: 'needs a FreePBX',
  git: 'fetches from the internet',
  install: 'needs the users farend and asterisk',
  journalctl: 'needs systemd',
  ln: 'needs root on the machine',
  npm: 'fetches from the internet, or is itself the tests',
  sudo: 'needs root on the machine',
  systemctl: 'needs systemd',
  tcpdump: 'runs until somebody ends it',
};
const languages = ['console', 'ini', 'js', 'json', 'markdown', 'sh', 'text', 'ts', 'yaml'];

const blocks = listPages()
  .map(readPage)
  .flatMap((page) =>
    page.blocks.map((block) => ({ page, block, place: placeOf(page.path, block) })),
  );

function placeOf(path: string, { line }: PageBlock): string {
  return `${path}:${line}`;
}

function ofLanguage(language: string) {
  return blocks.filter(({ block }) => block.language === language);
}

it.each(blocks)('$place says what it is', ({ block }) => {
  expect(languages).toContain(block.language);
});

describe('commands', () => {
  test.each(ofLanguage('console'))('$place is played in a scene', ({ page, block }) => {
    expect(listCommands(block).length).toBeGreaterThan(0);
    expect(findPart(page, block)).toBeDefined();
  });

  test.each(ofLanguage('text'))('$place has none', ({ block }) => {
    const commands = block.lines.filter((line) => /^(?:\$|npm|farend [a-z]|asterisk -)/.test(line));

    expect(commands).toEqual([]);
  });

  test.each(ofLanguage('sh'))('$place has only what cannot be run here', ({ block }) => {
    const lines = block.lines.filter((line) => /^[^#\s]/.test(line));
    const words = lines.map((line) => /^(?:[A-Z_]+=\S+ )*(\S+)/.exec(line)?.[1]);

    for (const word of words) expect(Object.keys(notRun)).toContain(word);
  });

  test('each part of the table is there', () => {
    const parts = new Set(ofLanguage('console').map(({ page, block }) => findPart(page, block)));

    for (const part of sceneTable.flatMap((row) => row.parts)) expect(parts).toContain(part);
  });
});

describe('configuration', () => {
  /** A page shows the sections that it is about, and seldom those that have to be there. */
  function complete(text: string): string {
    const proxy = /^proxy:/m.test(text) ? '' : smallest;
    const asterisk = /^asterisk:/m.test(text)
      ? ''
      : 'asterisk: { ami: { username: farend, secret: secret } }';
    return [text, proxy, asterisk].join('\n');
  }

  test.each(ofLanguage('yaml'))('$place is YAML that its reader takes', ({ block }) => {
    const text = block.lines.join('\n');
    const isOfOthers = (readFileName(block) ?? 'farend.yaml') !== 'farend.yaml';

    if (isOfOthers) expect(() => parse(text)).not.toThrow();
    else expect(listProblems(complete(text))).toEqual([]);
  });

  test.each(ofLanguage('ini'))('$place is read by Asterisk to its end', ({ block }) => {
    const page = '/etc/asterisk/page.conf';
    const readFile = (path: string) => (path === page ? block.lines.join('\n') : '');
    const source = { readFile, listFiles: () => [] };

    expect(readConfiguration(page, source, '/etc/asterisk').troubles).toEqual([]);
  });

  /** A document, or one on each line; `…` stands for what is left out of a text. */
  test.each(ofLanguage('json'))('$place is JSON', ({ block }) => {
    const isWhole = /^[{[]$/.test(block.lines[0] ?? '');
    const documents = isWhole ? [block.lines.join('\n')] : block.lines;

    for (const document of documents) expect(() => JSON.parse(document)).not.toThrow();
  });
});
