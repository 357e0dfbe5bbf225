// Files that exist in a test alone, and what the reader makes of them.

import type { Configuration, Section } from '../../../../src/asterisk/conf/configuration.ts';
import { readConfiguration } from '../../../../src/asterisk/conf/read-configuration.ts';

const ETC = '/etc/asterisk';

/** The first file is read; names are relative to the configuration directory. */
export function readFiles(files: Readonly<Record<string, string>>): Configuration {
  const [first = ''] = Object.keys(files);
  const texts = new Map(Object.entries(files).map(([name, text]) => [`${ETC}/${name}`, text]));
  const source = {
    readFile: (path: string) => texts.get(path),
    listFiles: (glob: string) => [...texts.keys()].filter((path) => isMatch(path, glob)).sort(),
  };
  return readConfiguration(first, source, ETC);
}

/** One file with those lines. */
export function readLines(...lines: readonly string[]): Configuration {
  return readFiles({ 'pjsip.conf': lines.join('\n') });
}

/** `[name](templates)` and its lines as `name=value`. */
export function showSections({ sections }: Configuration): string[][] {
  return sections.map((section) => [showHeader(section), ...section.variables.map(showVariable)]);
}

/** `file:line effect` of each trouble, without the directory. */
export function showTroubles({ troubles }: Configuration): string[] {
  return troubles.map(
    ({ file, line, effect }) => `${file.replace(`${ETC}/`, '')}:${line} ${effect}`,
  );
}

function showHeader({ name, isTemplate, templates }: Section): string {
  const parts = [...(isTemplate ? ['!'] : []), ...templates];
  return parts.length === 0 ? `[${name}]` : `[${name}](${parts.join(',')})`;
}

function showVariable({ name, value }: { readonly name: string; readonly value: string }): string {
  return `${name}=${value}`;
}

/** `*` alone, within one directory. */
function isMatch(path: string, glob: string): boolean {
  const [before = '', after = ''] = glob.split('*');
  const middle = path.slice(before.length, path.length - after.length);
  return path.startsWith(before) && path.endsWith(after) && !middle.includes('/');
}
