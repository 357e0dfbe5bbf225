// Where something stands in Asterisk's files, for those who are to change it.

import { basename } from 'node:path';
import type { Place, Section, Variable } from '../../asterisk/conf/configuration.ts';
import type { Change } from '../doctor-check.ts';
import { isSeen } from '../looked.ts';
import type { AsteriskFacts, ConfFacts } from './asterisk-facts.ts';

export const RELOAD_PJSIP = 'asterisk -rx "module reload res_pjsip.so"';
export const RELOAD_SIP = 'asterisk -rx "sip reload"';
export const RELOAD_MANAGER = 'asterisk -rx "manager reload"';

/** An object of chan_pjsip; `type` as in pjsip.conf. */
export interface PjsipObject {
  readonly type: string;
  readonly name: string;
}

export function filesOf({ files }: Pick<AsteriskFacts, 'files'>): ConfFacts | undefined {
  return isSeen(files) ? files.seen : undefined;
}

export function formatPlace({ file, line }: Place): string {
  return `${file}:${line}`;
}

/** The last of that name, which counts for most settings. */
export function findVariable(section: Section | undefined, name: string): Variable | undefined {
  return section?.variables.findLast((variable) => variable.name.toLowerCase() === name);
}

/** Sections of that name that are no templates, in their order. */
export function findSections(
  files: ConfFacts | undefined,
  file: string,
  name: string,
): readonly Section[] {
  const sections = files?.configurations.get(file)?.sections ?? [];
  return sections.filter((section) => section.name === name && !section.isTemplate);
}

/** All sections of pjsip.conf with that type. */
export function listPjsipSections(files: ConfFacts | undefined, type: string): readonly Section[] {
  const sections = files?.configurations.get('pjsip.conf')?.sections ?? [];
  return sections.filter(
    (section) => !section.isTemplate && findVariable(section, 'type')?.value === type,
  );
}

/** In pjsip.conf, or made by a wizard, whose settings have a prefix. */
export function findPjsipVariables(
  files: ConfFacts | undefined,
  { type, name }: PjsipObject,
  setting: string,
): readonly Variable[] {
  const own = listPjsipSections(files, type).find((section) => section.name === name);
  const wizard = findSections(files, 'pjsip_wizard.conf', name)[0];
  const pick = (section: Section | undefined, wanted: string): readonly Variable[] =>
    section?.variables.filter((variable) => variable.name.toLowerCase() === wanted) ?? [];
  return own === undefined ? pick(wizard, `${type}/${setting}`) : pick(own, setting);
}

/**
 * What would set it right: the line that stands there, or one more in the section; on a FreePBX, which
 * writes these files itself, an addition in the one that it leaves to the operator.
 *
 * @param value '' takes the line out
 */
export function changePjsip(
  files: ConfFacts | undefined,
  object: PjsipObject,
  setting: string,
  value: string,
): Change {
  const { type, name } = object;
  const variable = findPjsipVariables(files, object, setting).at(-1);
  const section = listPjsipSections(files, type).find((one) => one.name === name);
  const wizard = findSections(files, 'pjsip_wizard.conf', name)[0];
  const addition = findFreePbxAddition(files, type);
  const place = variable ?? section;
  if (addition !== undefined && place !== undefined && !place.file.includes('_custom'))
    return {
      where: addition,
      to: `[${name}](+type=${type})\n${setting} = ${value}`,
      then: RELOAD_PJSIP,
    };
  if (variable !== undefined)
    return {
      where: formatPlace(variable),
      from: `${variable.name} = ${variable.value}`,
      to: value === '' ? '' : `${variable.name} = ${value}`,
      then: RELOAD_PJSIP,
    };
  const found = section ?? wizard;
  const prefix = section === undefined && wizard !== undefined ? `${type}/` : '';
  return {
    where:
      found === undefined
        ? `[${name}] (type = ${type}) in pjsip.conf, or wherever Asterisk has it from`
        : `${formatPlace(found)} [${name}]`,
    to: `${prefix}${setting} = ${value}`,
    then: RELOAD_PJSIP,
  };
}

/** The file that FreePBX includes behind its own sections of that type, and never writes. */
function findFreePbxAddition(files: ConfFacts | undefined, type: string): string | undefined {
  const wanted = `pjsip.${type}_custom_post.conf`;
  const inclusions = files?.configurations.get('pjsip.conf')?.inclusions ?? [];
  const inclusion = inclusions.find(({ path }) => basename(path) === wanted);
  return inclusion && (inclusion.files[0] ?? `${files?.directory}/${inclusion.path}`);
}

/** Each once: many objects have a line from one template. */
export function mergeChanges(changes: readonly Change[], most = 10): readonly Change[] {
  const byText = new Map(changes.map((change) => [`${change.where} ${change.to}`, change]));
  return [...byText.values()].slice(0, most);
}

/** A line of a section, or one more in it, or the section itself. */
export function changeLine(
  files: ConfFacts | undefined,
  place: { readonly file: string; readonly section: string; readonly name: string },
  value: string,
  then: string,
): Change {
  const section = findSections(files, place.file, place.section)[0];
  const variable = findVariable(section, place.name);
  const to = `${place.name} = ${value}`;
  if (variable !== undefined)
    return {
      where: formatPlace(variable),
      from: `${variable.name} = ${variable.value}`,
      to,
      then,
    };
  if (section !== undefined)
    return { where: `${formatPlace(section)} [${place.section}]`, to, then };
  const file = files === undefined ? place.file : `${files.directory}/${place.file}`;
  return { where: file, to: `[${place.section}]\n${to}`, then };
}
