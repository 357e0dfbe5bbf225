// A YAML document as plain values, before the schema judges it.

import type { ConfigPath } from './complaint.ts';

/** Every scalar is its source text; `undefined` stands for a value that was refused. */
export type RawValue = string | undefined | RawValue[] | { [key: string]: RawValue };

/** What stands at a path; undefined when nothing does. */
export function valueAt(root: RawValue, path: ConfigPath): RawValue {
  let value = root;
  for (const step of path) {
    if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined;
    else value = isSection(value) ? value[step] : undefined;
  }
  return value;
}

/** Keys and values, not a list. */
export function isSection(value: RawValue): value is { [key: string]: RawValue } {
  return typeof value === 'object' && !Array.isArray(value);
}
