// What the operator's files set again behind farend's own: the last one counts.

import type { Section, Variable } from '../../asterisk/conf/configuration.ts';
import type { ObjectName } from '../../policy/policy-plan.ts';
import type { FileStore, Settings } from '../store-lookup.ts';
import { nameSetting } from './own-text.ts';

/** One sentence, with the next step; undefined: farend's value counts, or the same is set again. */
export function describeOverride(
  section: Section,
  object: Pick<ObjectName, 'kind'> & { readonly store: FileStore },
  wanted: Settings,
  isOwn: (file: string) => boolean,
): string | undefined {
  for (const [name, value] of wanted) {
    const setting = nameSetting(object, name);
    const last = findOverride(section, setting, isOwn);
    if (last !== undefined && last.value !== value)
      return `${last.file}:${last.line} sets ${setting} of [${section.name}] again, behind what farend adds, and the last one counts: take that line out, or put the #tryinclude line behind it`;
  }
  return undefined;
}

/** The operator's, where it counts although farend's own files set the same. */
export function findOverride(
  { variables }: Section,
  setting: string,
  isOwn: (file: string) => boolean,
): Variable | undefined {
  const all = variables.filter(({ name }) => name.toLowerCase() === setting);
  const last = all.at(-1);
  const isBehind = last !== undefined && !isOwn(last.file) && all.some(({ file }) => isOwn(file));
  return isBehind ? last : undefined;
}
