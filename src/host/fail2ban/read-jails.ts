// fail2ban's jails as they are in force: jail.conf, jail.d/*.conf, jail.local, jail.d/*.local in that order,
// each with what its [INCLUDES] names; a later value replaces an earlier one (jail.conf(5)).

import { basename, dirname, join } from 'node:path';
import { type IniSections, type IniValue, parseIni } from './parse-ini.ts';

export interface Jail {
  readonly name: string;
  readonly isEnabled: boolean;
  /** Without its options in brackets. */
  readonly filter: string;
  readonly logPaths: readonly string[];
  /** Addresses, networks and names that it never bans. */
  readonly ignoreIp: readonly string[];
  /** Where those stand; absent where no file says. */
  readonly ignoreIpPlace?: { readonly file: string; readonly line: number };
  /** Whether it never bans the machine's own addresses (`ignoreself`). */
  readonly ignoresSelf: boolean;
}

export interface JailFiles {
  /** Undefined where there is none. */
  readonly readFile: (path: string) => string | undefined;
  /** Names in a directory, sorted; none where there is none. */
  readonly listDirectory: (path: string) => readonly string[];
}

/** @param directory absolute, `/etc/fail2ban` */
export function readJails(directory: string, files: JailFiles): Jail[] {
  const sections = merge(listFiles(directory, files).map((file) => readWhole(file, files, [])));
  const defaults = sections.get('DEFAULT') ?? new Map<string, IniValue>();
  return [...sections]
    .filter(([name]) => name !== 'DEFAULT' && name !== 'INCLUDES')
    .map(([name, own]) => describeJail(name, new Map([...defaults, ...own])));
}

function listFiles(directory: string, files: JailFiles): string[] {
  const inDirectory = join(directory, 'jail.d');
  const names = files.listDirectory(inDirectory);
  const having = (suffix: string): string[] =>
    names.filter((name) => name.endsWith(suffix)).map((name) => join(inDirectory, name));
  return [
    join(directory, 'jail.conf'),
    ...having('.conf'),
    join(directory, 'jail.local'),
    ...having('.local'),
  ];
}

/** The file with what it includes before and after itself; a circle ends where it began. */
function readWhole(file: string, files: JailFiles, above: readonly string[]): IniSections {
  const text = above.includes(file) ? undefined : files.readFile(file);
  if (text === undefined) return new Map();
  const own = parseIni(file, text);
  const included = (which: string): IniSections[] =>
    (own.get('INCLUDES')?.get(which)?.value ?? '')
      .split(/\s+/)
      .filter((name) => name !== '')
      .map((name) => readWhole(join(dirname(file), name), files, [...above, file]));
  return merge([...included('before'), own, ...included('after')]);
}

function merge(all: readonly IniSections[]): IniSections {
  const merged: IniSections = new Map();
  for (const sections of all)
    for (const [name, values] of sections)
      merged.set(name, new Map([...(merged.get(name) ?? []), ...values]));
  return merged;
}

function describeJail(name: string, values: ReadonlyMap<string, IniValue>): Jail {
  const ask = (key: string): string => interpolate(values.get(key)?.value ?? '', name, values);
  const ignoreIp = values.get('ignoreip');
  return {
    name,
    isEnabled: /^(?:true|yes|on|1)$/i.test(ask('enabled')),
    filter: (ask('filter') || name).replace(/\[[\s\S]*$/, '').trim(),
    logPaths: ask('logpath')
      .split('\n')
      .map((path) => path.trim().replace(/\s+(?:head|tail)$/, ''))
      .filter((path) => path !== ''),
    ignoreIp: ask('ignoreip')
      .split(/[\s,]+/)
      .filter((item) => item !== ''),
    ...(ignoreIp !== undefined && { ignoreIpPlace: { file: ignoreIp.file, line: ignoreIp.line } }),
    ignoresSelf: !/^(?:false|no|off|0)$/i.test(ask('ignoreself')),
  };
}

const MAX_DEPTH = 10;

/** `%(name)s`, also `%(known/name)s` and `%(default/name)s`; what is not there stays as it stands. */
function interpolate(
  text: string,
  jail: string,
  values: ReadonlyMap<string, IniValue>,
  depth = 0,
): string {
  if (depth > MAX_DEPTH) return text;
  return text.replaceAll(/%\(([^)]+)\)s/g, (written, path: string) => {
    if (path === '__name__') return jail;
    const value = values.get(basename(path).toLowerCase())?.value;
    return value === undefined ? written : interpolate(value, jail, values, depth + 1);
  });
}
