// The text of a file of farend's own, from the sections that belong into it, and back.

import type { OwnSection } from '../../policy/policy-plan.ts';
import type { FileStore } from '../store-lookup.ts';
import { moduleOf, type OwnFileName, storeOfOwnFile } from './own-file.ts';

/** Without sections it is the head alone: Asterisk reads that without a word. */
export function formatOwnText(
  name: OwnFileName,
  line: string,
  sections: readonly OwnSection[],
): string {
  const store = storeOfOwnFile(name);
  return [formatHead(store, line), ...sections.map(formatSection)].join('\n');
}

function formatHead(store: FileStore, line: string): string {
  return `; What farend's policy wants of the endpoints in ${store}. farend writes this file anew
; whenever that changes: change the policy in farend's configuration, not this file.
; Asterisk reads it by the line "${line}".
; To be rid of it, delete this file (the line does no harm without it), and let Asterisk
; load it again: asterisk -rx 'module reload ${moduleOf(store)}'
; Set policy.mode to report first, or farend will write it again.
`;
}

function formatSection({ store, kind, object, settings }: OwnSection): string {
  const prefix = store === 'pjsip_wizard.conf' ? `${kind}/` : '';
  const lines = settings.map(([name, value]) => `${prefix}${name}=${value}\n`);
  return `[${object}](+${filterOf(store, kind)})\n${lines.join('')}`;
}

/** An endpoint and its AOR have sections of the same name; in sip.conf the name says it all. */
function filterOf(store: FileStore, kind: OwnSection['kind']): string {
  if (store === 'sip.conf') return '';
  return `type=${store === 'pjsip_wizard.conf' ? 'wizard' : kind}`;
}

const HEADER = /^\[(?<object>[^\]]+)\]\(\+(?:type=(?<type>\w+))?\)$/;
const SETTING = /^(?:(?<prefix>endpoint|aor)\/)?(?<name>\w+)=(?<value>.*)$/;

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
    findOrAdd(sections, { store, kind, object, settings: [] }).settings.push([settingName, value]);
  }
  return sections;
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
