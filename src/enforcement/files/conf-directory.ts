// What Asterisk's files on this machine say: who owns which object, what farend's own files hold, and
// where those are read. One moment's view; nothing is written here.

import { resolve } from 'node:path';
import type { ConfTrouble } from '../../asterisk/conf/configuration.ts';
import { ConfFiles } from '../../asterisk/conf-files.ts';
import { AppError } from '../../base/app-error.ts';
import type { GeneralNat } from '../../policy/make-plan.ts';
import type { ObjectName, OwnSection } from '../../policy/policy-plan.ts';
import type { PullIn } from '../pull-in.ts';
import type { FileStore, Settings, StoreLookup } from '../store-lookup.ts';
import { describeOverride } from './find-override.ts';
import { describeEarlyLine, findPullIns } from './find-pull-ins.ts';
import { readGeneralNat } from './general-nat.ts';
import { type FindDefinition, indexDefinitions } from './index-definitions.ts';
import { type OwnDirectory, openOwnDirectory } from './own-directory.ts';
import { findOwnFile, ownFileNames } from './own-file.ts';
import { parseOwnText } from './own-text.ts';
import { needsAorFile } from './pull-in-places.ts';
import { type Configurations, readConfigurations } from './read-configurations.ts';

/**
 * @param write the directory `policy.write`; it may be missing still
 * @throws AppError POLICY_UNWRITABLE when it is in the wrong place, or Asterisk's files cannot be read
 */
export async function readConfDirectory(write: string): Promise<ConfDirectory> {
  const directory = await openOwnDirectory(write);
  const files = new ConfFiles(directory.parent, refuseFile);
  const configurations = readConfigurations(files);
  if (configurations.has('pjsip.conf') || configurations.has('sip.conf'))
    return new ConfDirectory(directory, files, configurations);
  throw new AppError(
    'POLICY_UNWRITABLE',
    `Neither pjsip.conf nor sip.conf is in ${directory.parent}: policy.write (${directory.path}) has to be inside Asterisk's configuration directory, say /etc/asterisk/farend.d. “asterisk -rx 'core show settings'” tells where that is`,
  );
}

function refuseFile(path: string, code: string, cause: unknown): AppError {
  return new AppError(
    'POLICY_UNWRITABLE',
    `${path} cannot be read (${code}), and farend has to read what Asterisk reads: give its user the right to, or set policy.write: none and paste what farend policy plan prints`,
    { cause },
  );
}

export class ConfDirectory implements StoreLookup {
  readonly directory: OwnDirectory;
  readonly files: ConfFiles;
  readonly configurations: Configurations;
  readonly ownSections: readonly OwnSection[];
  private readonly findDefinition: FindDefinition;
  private readonly ownNames: ReadonlySet<string>;

  constructor(directory: OwnDirectory, files: ConfFiles, configurations: Configurations) {
    this.directory = directory;
    this.files = files;
    this.configurations = configurations;
    this.ownSections = ownFileNames.flatMap((name) =>
      parseOwnText(name, files.readFile(directory.fileOf(name)) ?? ''),
    );
    this.findDefinition = indexDefinitions(configurations, this.isOwn);
    this.ownNames = new Set(this.ownSections.map(formatName));
  }

  /** A file that is not there is known whole: nothing is in it. */
  has(store: FileStore): boolean {
    const configuration = this.configurations.get(store);
    if (configuration === undefined) return true;
    const { inclusions, troubles } = configuration;
    return (
      inclusions.every(({ directive }) => directive !== 'exec') &&
      troubles.every(({ effect, file }) => effect === 'skips-line' || this.isOwn(file))
    );
  }

  storeOf(name: ObjectName): FileStore | undefined {
    return this.findDefinition(name)?.store;
  }

  hindranceOf(name: ObjectName, wanted: Settings): string | undefined {
    const definition = this.findDefinition(name);
    if (definition === undefined) return undefined;
    const object = { ...name, store: definition.store };
    const hasAorFile = needsAorFile(this.configurations, this.directory);
    const file = this.directory.fileOf(findOwnFile(object, hasAorFile));
    const lines = this.configurations.get(definition.store)?.inclusions ?? [];
    const ours = lines.filter(({ path }) => resolve(this.directory.parent, path) === file);
    if (this.ownNames.has(formatName(name)))
      return describeOverride(definition.section, object, wanted, this.isOwn);
    return describeEarlyLine(name, ours, this.findDefinition);
  }

  isFileLost(store: FileStore): boolean {
    const inclusions = this.configurations.get(store)?.inclusions ?? [];
    return inclusions.some(({ path, files }) => this.isOwn(path) && files.length === 0);
  }

  generalNat(): GeneralNat | undefined {
    const sip = this.configurations.get('sip.conf');
    return sip && readGeneralNat(sip, this.isOwn);
  }

  /**
   * The lines by which Asterisk reads the files that these sections go into.
   *
   * @throws AppError POLICY_UNWRITABLE naming file and line where it would not read them as meant
   */
  pullIns(sections: readonly OwnSection[]): readonly PullIn[] {
    return findPullIns(this, sections);
  }

  /**
   * The operator's files that were changed since: Asterisk will take them up along with farend's.
   *
   * @param timeMs when Asterisk read them last, ms since 1970, in whole seconds as it tells it
   */
  changedSince(timeMs: number): readonly string[] {
    const nextSecond = Math.floor(timeMs / 1000) * 1000 + 1000;
    return this.operatorFiles.filter((file) => (this.files.changedMs(file) ?? 0) >= nextSecond);
  }

  /** What Asterisk stumbles over in the operator's files already. */
  get troubles(): readonly ConfTrouble[] {
    const all = [...this.configurations.values()].flatMap(({ troubles }) => troubles);
    return all.filter(({ file }) => !this.isOwn(file));
  }

  private get operatorFiles(): readonly string[] {
    const all = [...this.configurations.values()].flatMap(({ files }) => files);
    return [...new Set(all)].filter((file) => !this.isOwn(file));
  }

  private readonly isOwn = (file: string): boolean => this.directory.holds(file);
}

function formatName({ kind, object }: ObjectName): string {
  return `${kind} ${object}`;
}
