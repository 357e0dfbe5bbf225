// What somebody changed of objects in a database.

import type { Attributes } from '../asterisk/layouts/database-phones.ts';

type Objects = Readonly<Record<string, Attributes>>;

/** One line for each attribute that is another one now, `endpoint/4001 force_rport`; none is as good as ''. */
export function listAttributeChanges(before: Objects, after: Objects): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    if (old === undefined || now === undefined) return [`${name}: ${old ? 'gone' : 'new'}`];
    const attributes = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
    const changed = attributes.filter((one) => (old[one] ?? '') !== (now[one] ?? ''));
    return changed.map((attribute) => `${name} ${attribute}`);
  });
}
