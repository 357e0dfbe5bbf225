// A file of farend's own that Asterisk reads beside one of the operator's: the file, and the line that
// brings it in where no line does so already.

import { basename, dirname, join, matchesGlob, resolve } from 'node:path';
import type { Configuration, Inclusion } from '../../asterisk/conf/configuration.ts';
import { expandBraces } from '../../asterisk/conf/expand-braces.ts';
import type { FileStep, InstallStep } from '../install-step.ts';
import type { DirectoryStep } from '../steps/directory-step.ts';
import type { LineStep } from '../steps/line-step.ts';
import { formatGeneral, type GeneralSettings } from '../text/general-section.ts';
import type { ConfName, InstallFacts } from './install-facts.ts';

/** Of the operating system. */
const OWN_USER = 'farend';
/** FreePBX writes the others anew at each "Apply Config", and never these, which they include. */
const FREEPBX_ADDITIONS: Readonly<Partial<Record<ConfName, string>>> = {
  'manager.conf': 'manager_custom.conf',
  'ari.conf': 'ari_additional_custom.conf',
  'http.conf': 'http_custom.conf',
};

export interface Addition {
  readonly name: ConfName;
  /** Farend's own, from Asterisk's directory on: `manager.d/farend.conf`. */
  readonly own: string;
  /** Settings of `[general]` that switch the service on. */
  readonly general: GeneralSettings;
  /** Nothing has to be switched on. */
  readonly isOn: boolean;
  /** @param general what `formatGeneral` makes */
  readonly format: (general: string) => string;
  readonly what: string;
  readonly secretFile?: string;
}

export function planAddition(addition: Addition, facts: InstallFacts): InstallStep[] {
  const { name, own } = addition;
  const { configDirectory } = facts.survey.asterisk;
  const configuration = facts.configurations.get(name);
  const ownFile = join(configDirectory, own);
  const steps = [planDirectory(dirname(ownFile), facts)];
  if (configuration === undefined)
    return [...steps, planOwnFile(addition, '', facts), planOwnStore(addition, facts)];
  const hasSection = configuration.sections.some(
    (section) => section.name === 'general' && section.file !== ownFile,
  );
  return [
    ...steps,
    planOwnFile(
      addition,
      formatGeneral(listNeeded(addition, configuration, ownFile), hasSection),
      facts,
    ),
    ...(isIncluded(configuration, ownFile, configDirectory)
      ? []
      : [planLine(addition, findPlace(name, configuration, facts.survey.isFreePbx))]),
  ];
}

/** What an earlier installation has switched on counts as off without farend's file. */
function listNeeded(
  { general, isOn }: Addition,
  { sections }: Configuration,
  ownFile: string,
): GeneralSettings {
  const isOurs = sections.some(
    ({ name, variables }) => name === 'general' && variables.some(({ file }) => file === ownFile),
  );
  return isOn && !isOurs ? [] : general;
}

/** The files that change for it: what Asterisk reads again because of them. */
export function listFiles(steps: readonly InstallStep[]): string[] {
  return steps.flatMap(({ file }) => file ?? []);
}

export function planDirectory(file: string, { asteriskOwner }: InstallFacts): DirectoryStep {
  return {
    kind: 'directory',
    what: 'A directory for farend’s own files, which Asterisk reads.',
    file,
    mode: 0o755,
    // The policy writes there, as farend's own user where there is one.
    owner: basename(file) === 'farend.d' ? { ...asteriskOwner, user: OWN_USER } : asteriskOwner,
  };
}

function planOwnFile(addition: Addition, general: string, facts: InstallFacts): FileStep {
  const { own, what, format, secretFile } = addition;
  return {
    kind: 'file',
    what,
    file: join(facts.survey.asterisk.configDirectory, own),
    text: format(general),
    mode: secretFile === undefined ? 0o644 : 0o600,
    owner: facts.asteriskOwner,
    ...(secretFile !== undefined && { secretFile }),
  };
}

/** Where Asterisk has no such file at all. */
function planOwnStore({ name, own, general }: Addition, facts: InstallFacts): FileStep {
  return {
    kind: 'file',
    what: `Asterisk has no ${name} yet.`,
    file: join(facts.survey.asterisk.configDirectory, name),
    text: `; Written by "farend init", taken away by "farend undo".\n\n${formatGeneral(general, false)}${formatLine(own)}\n`,
    mode: 0o644,
    owner: facts.asteriskOwner,
  };
}

function planLine({ own }: Addition, file: string): LineStep {
  return {
    kind: 'line',
    what: `One line at the end, by which Asterisk reads farend’s own file. Nothing else in it changes.`,
    file,
    text: formatLine(own),
  };
}

/** With #include, a missing file would keep the whole configuration from loading. */
function formatLine(own: string): string {
  return `#tryinclude ${own}`;
}

/** As a glob too: Debian's manager.conf includes manager.d/*.conf. */
function isIncluded(
  { inclusions }: Configuration,
  ownFile: string,
  configDirectory: string,
): boolean {
  const reads = ({ path, directive }: Inclusion): boolean =>
    directive !== 'exec' &&
    expandBraces(resolve(configDirectory, path)).some(
      (pattern) => pattern === ownFile || matchesGlob(ownFile, pattern),
    );
  return inclusions.some(reads);
}

function findPlace(
  name: ConfName,
  { file, inclusions }: Configuration,
  isFreePbx: boolean,
): string {
  const wanted = isFreePbx ? FREEPBX_ADDITIONS[name] : undefined;
  if (wanted === undefined) return file;
  const addition = inclusions.find(({ path }) => basename(path) === wanted);
  return addition?.files[0] ?? file;
}
