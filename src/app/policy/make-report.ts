// A plan with what surrounds it: where each change is written, which line is missing for it, what a
// reload takes along.

import type { EndpointState } from '../../asterisk/asterisk-event.ts';
import type { ConfDirectory } from '../../enforcement/files/conf-directory.ts';
import { findOwnFile, moduleOf } from '../../enforcement/files/own-file.ts';
import { needsAorFile } from '../../enforcement/files/pull-in-places.ts';
import type { FileStore } from '../../enforcement/store-lookup.ts';
import { formatPasteTexts, type PasteOptions } from '../../policy/paste-text.ts';
import type { ObjectName, PolicyPlan, Store, WriterKind } from '../../policy/policy-plan.ts';
import { listDecisions } from './list-decisions.ts';
import type { PlanReport } from './policy-report.ts';
import { remarkOnLines } from './remark-on-lines.ts';

type Setting = ObjectName & { readonly setting: string };

export interface Surroundings {
  readonly plan: PolicyPlan;
  /** Undefined: none are at hand. */
  readonly files: ConfDirectory | undefined;
  readonly version: string;
  /** When Asterisk read its files last, ms since 1970. */
  readonly reloadTime: number | undefined;
  /** Those that the plan is about, with their settings. */
  readonly endpoints: readonly EndpointState[];
  /** What of an endpoint is not as the policy wants it. */
  readonly findDrift: (endpoint: EndpointState) => readonly Setting[];
  /** Where pasted text belongs. */
  readonly paste: PasteOptions;
}

/** @throws AppError POLICY_UNWRITABLE where Asterisk would not read farend's files as meant */
export function makeReport({
  plan,
  files,
  version,
  reloadTime,
  endpoints,
  findDrift,
  paste,
}: Surroundings): PlanReport {
  const stores = listWrittenStores(plan);
  const modules = [...new Set(stores.map(moduleOf))];
  const sections = plan.sections.length > 0 && stores.length > 0 ? plan.sections : [];
  return {
    asterisk: plan.asterisk,
    version,
    plan,
    changes: plan.changes.map((change) => ({
      ...change,
      where: describePlace(change.writer, change.store, change, files),
    })),
    removals: plan.removals.map((removal) => ({
      ...removal,
      where: describePlace('files', removal.section.store, removal.section, files),
    })),
    missingLines: (files?.pullIns(sections) ?? [])
      .filter(({ isThere }) => !isThere)
      .map(({ file, line }) => ({ file, line })),
    modules,
    editedFiles:
      files === undefined || reloadTime === undefined ? [] : listEdited(files, modules, reloadTime),
    unwritable: endpoints.flatMap(findDrift).filter(without(plan.changes)).length,
    textsToPaste: formatPasteTexts(plan.changes, paste),
    remarks: files === undefined ? [] : listRemarks(files, stores.length > 0 ? [] : plan.sections),
    decisions: listDecisions(plan, endpoints),
  };
}

/** @param standing sections that stay as they are */
function listRemarks(files: ConfDirectory, standing: PolicyPlan['sections']): string[] {
  const troubles = files.troubles.map(({ file, line, what }) => `${file}:${line}: ${what}`);
  return [...troubles, ...remarkOnLines(files, standing)];
}

function without(changes: readonly Setting[]): (setting: Setting) => boolean {
  const keyOf = ({ kind, object, setting }: Setting) => JSON.stringify([kind, object, setting]);
  const changed = new Set(changes.map(keyOf));
  return (setting) => !changed.has(keyOf(setting));
}

/** Of the files that Asterisk has to read again. */
function listWrittenStores({ changes, removals }: PolicyPlan): FileStore[] {
  const isFile = (store: Store): store is FileStore => store !== 'dynamic';
  return [
    ...changes.flatMap(({ store, writer }) =>
      (writer === 'files' || writer === 'update-config') && isFile(store) ? [store] : [],
    ),
    ...removals.map(({ section }) => section.store),
  ];
}

function describePlace(
  writer: WriterKind,
  store: Store,
  name: ObjectName,
  files: ConfDirectory | undefined,
): string {
  if (writer === 'files' && store !== 'dynamic' && files !== undefined) {
    const { directory, configurations } = files;
    const section = { ...name, store, settings: [] };
    return directory.fileOf(findOwnFile(section, needsAorFile(configurations, directory)));
  }
  if (writer === 'ari') return 'over ARI, in a database or AstDB';
  if (writer === 'update-config') return `${store} itself, by UpdateConfig`;
  return `to be pasted: ${store === 'dynamic' ? 'into the database' : store}`;
}

/** Only what these modules read. */
function listEdited(
  files: ConfDirectory,
  modules: readonly string[],
  reloadTime: number,
): readonly string[] {
  const read = new Set(
    [...files.configurations].flatMap(([store, configuration]) =>
      modules.includes(moduleOf(store)) ? configuration.files : [],
    ),
  );
  return files.changedSince(reloadTime).filter((file) => read.has(file));
}
