// Whether Asterisk, reading its files with farend's own, gets what is meant and nothing else.

import type { Configuration, Place, Section } from '../../asterisk/conf/configuration.ts';
import { AppError } from '../../base/app-error.ts';
import type { OwnSection } from '../../policy/policy-plan.ts';
import type { FileStore } from '../store-lookup.ts';
import { findOverride } from './find-override.ts';
import { indexDefinitions } from './index-definitions.ts';
import type { OwnDirectory } from './own-directory.ts';
import { nameSetting } from './own-text.ts';
import type { Configurations } from './read-configurations.ts';

export interface Intent {
  /** All that farend's files are to hold. */
  readonly sections: readonly OwnSection[];
  /** The files of Asterisk's whose reading changes; what others say is not looked at. */
  readonly stores: ReadonlySet<FileStore>;
  readonly directory: OwnDirectory;
}

/**
 * @param before the configurations without farend's change, or with an earlier one
 * @throws AppError POLICY_UNSAFE naming file and line
 */
export function verifyFiles(
  before: Configurations,
  after: Configurations,
  { sections, stores, directory }: Intent,
): void {
  const isOwn = ({ file }: Place): boolean => directory.holds(file);
  for (const { troubles } of after.values())
    for (const trouble of troubles.filter(isOwn)) throw unsafe(trouble, trouble.what);
  const meant = verifySections(before, after, sections, isOwn);
  for (const [store, configuration] of after) {
    const stray = configuration.sections.find(
      (section) => !meant.has(section) && (isOwn(section) || section.variables.some(isOwn)),
    );
    if (stray !== undefined)
      throw unsafe(stray, `[${stray.name}] takes up what is meant for others.`);
    if (stores.has(store)) verifyRest(before.get(store), configuration, directory);
  }
}

/** The sections that have all that is meant for them, as the last word. */
function verifySections(
  before: Configurations,
  after: Configurations,
  sections: readonly OwnSection[],
  isOwn: (place: Place) => boolean,
): ReadonlySet<Section> {
  const isOwnFile = (file: string): boolean => isOwn({ file, line: 0 });
  const find = indexDefinitions(after, isOwnFile);
  const findBefore = indexDefinitions(before, isOwnFile);
  const meant = new Set<Section>();
  for (const section of sections) {
    const { object, kind, store } = section;
    const definition = find(section);
    if (definition?.store !== store)
      throw new AppError(
        'POLICY_UNSAFE',
        `${store} defines no ${kind} [${object}] any more: another program has changed it meanwhile, try again`,
      );
    meant.add(definition.section);
    const old = findBefore(section)?.section;
    for (const [name, value] of section.settings) {
      const setting = nameSetting(section, name);
      // Who set it again behind farend's before is told in the plan, and keeps nobody else waiting.
      if (old === undefined || findOverride(old, setting, isOwnFile) === undefined)
        verifySetting(definition.section, setting, value);
    }
  }
  return meant;
}

/** Who else sets it is no matter as long as it has the value. */
function verifySetting(section: Section, setting: string, value: string): void {
  const last = section.variables.findLast(({ name }) => name.toLowerCase() === setting);
  if (last?.value === value) return;
  throw unsafe(
    last ?? section,
    `${setting} of [${section.name}] would not be ${value} as wanted, with what farend adds.`,
  );
}

/** All that is not farend's is as it was. What was wrong in farend's own files before goes with the write. */
function verifyRest(
  before: Configuration | undefined,
  after: Configuration,
  directory: OwnDirectory,
): void {
  const old = before === undefined ? [] : listParts(before, directory);
  const now = listParts(after, directory);
  const index = now.findIndex(({ text }, at) => old[at]?.text !== text);
  const changed = now[index] ?? (old.length > now.length ? old[now.length] : undefined);
  if (changed !== undefined)
    throw unsafe(changed.place, 'Asterisk would read this otherwise than before.');
}

interface Part {
  readonly place: Place;
  /** What Asterisk makes of it. It may hold passwords: it is compared, and never told. */
  readonly text: string;
}

function listParts(
  { sections, inclusions, troubles }: Configuration,
  directory: OwnDirectory,
): readonly Part[] {
  const toPart = (place: Place): Part => ({ place, text: JSON.stringify(place) });
  const withoutOurs = (section: Section): Section => ({
    ...section,
    variables: section.variables.filter(({ file }) => !directory.holds(file)),
  });
  const isTheirs = ({ file }: Place): boolean => !directory.holds(file);
  return [
    ...sections.filter(isTheirs).map(withoutOurs).map(toPart),
    ...inclusions
      .filter((inclusion) => isTheirs(inclusion) && !directory.holds(inclusion.path))
      .map(toPart),
    ...troubles.filter(isTheirs).map(toPart),
  ];
}

function unsafe({ file, line }: Place, what: string): AppError {
  return new AppError('POLICY_UNSAFE', `${file}:${line}: ${what}`);
}
