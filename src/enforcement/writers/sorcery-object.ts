// Which attributes of which objects a writer over ARI changes, and whether Asterisk can write them
// without changing anything else.

import { z } from 'zod';
import type { PolicyChange } from '../../policy/policy-plan.ts';

export const sorceryObjectSchema = z.object({
  kind: z.enum(['endpoint', 'aor']),
  id: z.string(),
  /** Name and value, in their order. */
  attributes: z.array(z.tuple([z.string(), z.string()])),
});

export type SorceryObject = z.infer<typeof sorceryObjectSchema>;

/** The changes of objects behind sorcery, all of one object together; those of others are left out. */
export function groupByObject(changes: readonly PolicyChange[]): SorceryObject[] {
  const objects = new Map<string, SorceryObject>();
  for (const { store, kind, object: id, setting, to } of changes) {
    if (store !== 'dynamic' || (kind !== 'endpoint' && kind !== 'aor')) continue;
    const key = `${kind} ${id}`;
    const known = objects.get(key) ?? { kind, id, attributes: [] };
    known.attributes.push([setting, to]);
    objects.set(key, known);
  }
  return [...objects.values()];
}

/** Asterisk's words for a boolean differ by setting: `yes` and `true`. */
export function isSameAttribute(one: string | undefined, other: string): boolean {
  return one !== undefined && readWord(one) === readWord(other);
}

function readWord(value: string): string {
  const word = value.trim().toLowerCase();
  if (/^(yes|true|y|t|1|on)$/.test(word)) return 'yes';
  return /^(no|false|n|f|0|off)$/.test(word) ? 'no' : word;
}

/** As policies and databases have it. */
export function formatValue(value: string): string {
  if (value === 'true') return 'yes';
  return value === 'false' ? 'no' : value;
}

/**
 * What it would break to write an object whole: two attributes Asterisk writes as words for nothing,
 * and reads those as something (res_pjsip/pjsip_configuration.c); contacts that come and go it writes as
 * ones that stay (res_pjsip/location.c).
 *
 * @returns a sentence with the next step; undefined when there is nothing to fear
 */
export function findHarm(
  kind: 'endpoint' | 'aor',
  id: string,
  attributes: ReadonlyMap<string, string>,
): string | undefined {
  if (kind === 'aor') {
    if ((attributes.get('contact') ?? '') === '') return undefined;
    return `AOR ${id} has contacts, and Asterisk would keep those of registered phones in it for good: change it where it is kept`;
  }
  if (attributes.get('callerid') === '<unknown>')
    return `endpoint ${id} has no callerid, and Asterisk would write "unknown" there, which its calls would show from then on: give it a callerid, or let Asterisk have func_realtime.so, with which farend writes single columns of a table that sorcery.conf names and caches nowhere`;
  if (attributes.get('allow') === '(nothing)')
    return `endpoint ${id} has no codecs, and Asterisk would write "(nothing)" there, which it cannot read again: set its allow`;
  return undefined;
}
