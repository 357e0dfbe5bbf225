// What a person pastes where farend cannot write: the sections that farend would have written, with the
// file for them, statements for what is in a database, and the command that makes Asterisk read it.

import { type AddedSection, formatSections } from '../asterisk/conf/format-sections.ts';
import { type DynamicObject, formatAriCalls, formatStatements } from './paste-dynamic.ts';
import type { ObjectKind, PolicyChange, Store } from './policy-plan.ts';
import { listWrittenSettings } from './written-settings.ts';

export interface PasteText {
  /** A file with its path, or the program that takes it. */
  readonly target: string;
  /** Whole lines; '' where the note says all. */
  readonly text: string;
  /** One sentence or two for a person: where in it, and what to know. */
  readonly note: string;
}

export interface PasteOptions {
  /** Default `/etc/asterisk`. */
  readonly configDirectory?: string;
  /** FreePBX writes pjsip.conf and sip.conf anew, and has files for what is added; default false. */
  readonly isFreePbx?: boolean;
  /**
   * Which tables sorcery.conf names, `ps_endpoints`; what has none there is in AstDB. Absent: not known,
   * and both ways are told.
   */
  readonly tables?: Readonly<Partial<Record<'endpoint' | 'aor', string>>>;
  /** Default `http://127.0.0.1:8088`. */
  readonly ariUrl?: string;
  /** Default `farend`. */
  readonly ariUsername?: string;
}

type FileStore = Exclude<Store, 'dynamic'>;

/** All settings of the changes with writer `paste`, in the order in which they are to be done. */
export function formatPasteTexts(
  changes: readonly PolicyChange[],
  options: PasteOptions = {},
): PasteText[] {
  const pasted = changes.filter(({ writer }) => writer === 'paste');
  const files = [...Map.groupBy(pasted, (change) => fileOf(change, options))].flatMap(
    ([file, inFile]) => (file === undefined ? [] : [formatFile(file, inFile)]),
  );
  const objects = listObjects(pasted.filter(({ store }) => store === 'dynamic'));
  return [
    ...files,
    ...formatReloads(pasted),
    ...formatStatements(objects, options),
    ...formatAriCalls(objects, options),
  ];
}

/** With its path; undefined for what is in none. */
function fileOf(
  { store, kind }: PolicyChange,
  { configDirectory = '/etc/asterisk', isFreePbx = false }: PasteOptions,
): string | undefined {
  if (store === 'dynamic') return undefined;
  return `${configDirectory}/${isFreePbx ? freePbxFile(store, kind) : store}`;
}

function freePbxFile(store: FileStore, kind: ObjectKind): string {
  if (store === 'pjsip.conf')
    return kind === 'aor' ? 'pjsip.aor_custom_post.conf' : 'pjsip.endpoint_custom_post.conf';
  return store === 'sip.conf' ? 'sip_custom_post.conf' : store;
}

function formatFile(target: string, changes: readonly PolicyChange[]): PasteText {
  const sections = listSections(changes);
  const isSafe = (section: AddedSection) => typeof formatSections([section], '') === 'string';
  const text = formatSections(sections.filter(isSafe), "farend's policy");
  const left = sections.filter((section) => !isSafe(section)).map(({ name }) => name);
  return {
    target,
    text: typeof text === 'string' ? text : '',
    note: `At the end of the file: (+) adds to sections that are there.${explainLeftOut(left)}`,
  };
}

/** Of pjsip_wizard.conf one section has endpoint and AOR. */
function listSections(changes: readonly PolicyChange[]): AddedSection[] {
  const key = ({ store, kind, object }: PolicyChange) =>
    `${store === 'pjsip_wizard.conf' ? '' : kind} ${object}`;
  return [...Map.groupBy(changes, key).values()].flatMap((group) => {
    const [{ store, kind, object: name }] = group as [PolicyChange];
    const settings = group.map(
      (change) =>
        [
          store === 'pjsip_wizard.conf' ? `${change.kind}/${change.setting}` : change.setting,
          change.to,
        ] as const,
    );
    return [{ name, type: typeOf(store, kind), settings: listWrittenSettings(store, settings) }];
  });
}

function typeOf(store: Store, kind: ObjectKind): string | undefined {
  if (store === 'sip.conf') return undefined;
  return store === 'pjsip_wizard.conf' ? 'wizard' : kind;
}

function formatReloads(changes: readonly PolicyChange[]): PasteText[] {
  const modules = new Set(
    changes.flatMap(({ store }) => {
      if (store === 'dynamic') return [];
      return [store === 'sip.conf' ? 'chan_sip.so' : 'res_pjsip.so'];
    }),
  );
  if (modules.size === 0) return [];
  return [
    {
      target: 'a shell on the machine of Asterisk',
      text: [...modules].map((module) => `asterisk -rx 'module reload ${module}'\n`).join(''),
      note: 'When the files above are saved; registrations and calls stay.',
    },
  ];
}

function listObjects(changes: readonly PolicyChange[]): DynamicObject[] {
  const groups = Map.groupBy(changes, ({ kind, object }) => `${kind} ${object}`);
  return [...groups.values()].flatMap((group) => {
    const [{ kind, object: id }] = group as [PolicyChange];
    if (kind !== 'endpoint' && kind !== 'aor') return [];
    return [{ kind, id, attributes: group.map(({ setting, to }) => [setting, to] as const) }];
  });
}

/** With a blank before it; '' for none. */
function explainLeftOut(names: readonly string[]): string {
  if (names.length === 0) return '';
  return ` Left out, since its name or a value cannot be written so: ${names.join(', ')}. Set it by hand where it is defined.`;
}
