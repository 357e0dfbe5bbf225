// One text for each object of an Asterisk, for maps.

import type { ObjectName } from './policy-plan.ts';

export function keyOf({ kind, object }: ObjectName): string {
  return `${kind} ${object}`;
}
