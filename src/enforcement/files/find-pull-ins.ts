// The lines by which Asterisk reads farend's own files, for the sections that are to be in force: those
// there and those to be added. `(+)` adds only to what is defined before it.

import type { Inclusion } from '../../asterisk/conf/configuration.ts';
import type { ConfFiles } from '../../asterisk/conf-files.ts';
import { AppError } from '../../base/app-error.ts';
import type { ObjectName, OwnSection } from '../../policy/policy-plan.ts';
import type { PullIn } from '../pull-in.ts';
import { type FindDefinition, indexDefinitions } from './index-definitions.ts';
import type { OwnDirectory } from './own-directory.ts';
import { findOwnFile, type OwnFileName, ownFileNames, storeOfOwnFile } from './own-file.ts';
import { findPullInPlace, needsAorFile } from './pull-in-places.ts';
import { type Configurations, readConfigurations } from './read-configurations.ts';

export interface Surroundings {
  readonly directory: OwnDirectory;
  readonly files: ConfFiles;
  readonly configurations: Configurations;
}

/** @throws AppError POLICY_UNWRITABLE naming file and line where Asterisk would not read them as meant */
export function findPullIns(
  { directory, files, configurations }: Surroundings,
  sections: readonly OwnSection[],
): PullIn[] {
  const hasAorFile = needsAorFile(configurations, directory);
  const groups = Map.groupBy(sections, (section) => findOwnFile(section, hasAorFile));
  const names = ownFileNames.filter((name) => groups.has(name));
  const pullIns = names.map((name) => findPullIn(name, configurations, directory));
  const after = readConfigurations(files.with(appendLines(pullIns, files)));
  const findDefinition = indexDefinitions(after, (file) => directory.holds(file));
  for (const [name, its] of groups)
    refuseEarlyLines(
      name,
      its,
      findPullInPlace(name, after, directory)?.inclusions,
      findDefinition,
    );
  return pullIns;
}

/** The files that get a line, as they are with it. */
export function appendLines(
  pullIns: readonly PullIn[],
  files: ConfFiles,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { file, line, isThere } of pullIns) {
    const text = texts.get(file) ?? files.readFile(file) ?? '';
    if (!isThere)
      texts.set(file, `${text}${formatAddition(line, text.endsWith('\n') || text === '')}`);
  }
  return texts;
}

/** What goes behind the last byte of a file that ends in a whole line, or not. */
export function formatAddition(line: string, endsLine: boolean): string {
  return `${endsLine ? '' : '\n'}${line}\n`;
}

function findPullIn(
  name: OwnFileName,
  configurations: Configurations,
  directory: OwnDirectory,
): PullIn {
  const place = findPullInPlace(name, configurations, directory);
  const store = storeOfOwnFile(name);
  if (place === undefined)
    throw new AppError(
      'POLICY_UNWRITABLE',
      `There is no ${store} in ${directory.parent}, and settings are to be added to what it defines: Asterisk has changed meanwhile, try again`,
    );
  return {
    store,
    ownFile: directory.fileOf(name),
    file: place.file,
    line: directory.lineOf(name),
    isThere: place.inclusions.length > 0,
  };
}

function refuseEarlyLines(
  name: OwnFileName,
  sections: readonly OwnSection[],
  inclusions: readonly Inclusion[] = [],
  findDefinition: FindDefinition,
): void {
  for (const section of sections) {
    const early = describeEarlyLine(section, inclusions, findDefinition);
    if (early !== undefined) throw new AppError('POLICY_UNWRITABLE', `${early} (${name})`);
  }
}

/** Undefined: each of these lines stands behind what the object is defined by. */
export function describeEarlyLine(
  name: ObjectName,
  inclusions: readonly Inclusion[],
  findDefinition: FindDefinition,
): string | undefined {
  const definition = findDefinition(name);
  if (definition === undefined) return undefined;
  const early = inclusions.find(({ sectionsBefore }) => definition.index >= sectionsBefore);
  if (early === undefined) return undefined;
  const { file, line, directive, path } = early;
  const { section } = definition;
  return `${file}:${line}: #${directive} ${path} stands before [${name.object}] is defined (${section.file}:${section.line}), and Asterisk adds only to what it knows already: put the line at the end of the file that it reads last, once, then try again`;
}
