// The text of a file of farend's own, from the sections that belong into it, and back.

import { type AddedSection, formatSections } from '../../asterisk/conf/format-sections.ts';
import { AppError } from '../../base/app-error.ts';
import type { OwnSection } from '../../policy/policy-plan.ts';
import { listWrittenSettings } from '../../policy/written-settings.ts';
import type { FileStore } from '../store-lookup.ts';
import { moduleOf, type OwnFileName, storeOfOwnFile } from './own-file.ts';

/**
 * Without sections it is the head alone: Asterisk reads that without a word, and whoever follows the line
 * finds what it is for.
 *
 * @param line what pulls it in
 * @throws AppError POLICY_UNSAFE for a name or a value that Asterisk would not read back
 */
export function formatOwnText(
  name: OwnFileName,
  line: string,
  sections: readonly OwnSection[],
): string {
  const text = formatSections(sections.map(toAddedSection), formatHead(storeOfOwnFile(name), line));
  if (typeof text === 'string') return text;
  throw new AppError(
    'POLICY_UNSAFE',
    `[${text.section.name}] of ${name} is not written. ${text.why} Leave it out of policy.endpoints, with an entry "nat: keep" for it before the others`,
  );
}

function formatHead(store: FileStore, line: string): string {
  return `What farend's policy wants of the objects in ${store}. farend writes this file anew
whenever that changes: change the policy in farend's configuration, not this file.
Asterisk reads it by the line "${line}".
To be rid of it, set policy.mode to report, delete this file (the line does no harm
without it), and run: asterisk -rx 'module reload ${moduleOf(store)}'`;
}

function toAddedSection(section: OwnSection): AddedSection {
  const { store, kind, object, settings } = section;
  return {
    name: object,
    type: typeOf(store, kind),
    settings: listWrittenSettings(store, settings).map(([name, value]) => [
      nameSetting(section, name),
      value,
    ]),
  };
}

/** What stands in the file for a setting: a wizard object has those of its endpoint and its AOR. */
export function nameSetting(
  { store, kind }: Pick<OwnSection, 'store' | 'kind'>,
  setting: string,
): string {
  return store === 'pjsip_wizard.conf' ? `${kind}/${setting}` : setting;
}

/** An endpoint and its AOR have sections of the same name; in sip.conf the name says it all. */
function typeOf(store: FileStore, kind: OwnSection['kind']): string | undefined {
  if (store === 'sip.conf') return undefined;
  return store === 'pjsip_wizard.conf' ? 'wizard' : kind;
}

const HEADER = /^\[(?<object>[^\]]+)\]\(\+(?:type=(?<type>\w+))?\)$/;
const SETTING = /^(?:(?<prefix>endpoint|aor)\/)?(?<name>[\w-]+)\s*=\s*(?<value>.*)$/;

interface Draft extends OwnSection {
  readonly settings: [name: string, value: string][];
}

/** What somebody else wrote into it is passed over: it goes with the next write. */
export function parseOwnText(name: OwnFileName, text: string): OwnSection[] {
  const store = storeOfOwnFile(name);
  const sections: Draft[] = [];
  let header: Record<string, string | undefined> = {};
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    header = HEADER.exec(line)?.groups ?? header;
    const setting = SETTING.exec(line)?.groups;
    const { object, type } = header;
    if (setting === undefined || object === undefined) continue;
    const kind = readKind(store, object, setting.prefix ?? type);
    if (kind === undefined) continue;
    const { name: settingName = '', value = '' } = setting;
    set(findOrAdd(sections, { store, kind, object, settings: [] }), settingName, value);
  }
  return sections;
}

/** Of a name that stands twice the last value counts. */
function set({ settings }: Draft, name: string, value: string): void {
  const before = settings.findIndex(([known]) => known === name);
  if (before >= 0) settings.splice(before, 1);
  settings.push([name, value]);
}

function readKind(
  store: FileStore,
  object: string,
  type: string | undefined,
): OwnSection['kind'] | undefined {
  if (store === 'sip.conf') return object === 'general' ? 'general' : 'peer';
  return type === 'endpoint' || type === 'aor' ? type : undefined;
}

/** The last one if it is of the same object. */
function findOrAdd(sections: Draft[], fresh: Draft): Draft {
  const last = sections.at(-1);
  if (last?.object === fresh.object && last.kind === fresh.kind) return last;
  sections.push(fresh);
  return fresh;
}
