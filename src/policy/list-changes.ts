// What would be changed: each difference that has a way to Asterisk.

import { isDifference } from './comparison.ts';
import { explainSetting } from './explain-setting.ts';
import { compareNaturally } from './natural-order.ts';
import type { PlannedObject } from './planned-objects.ts';
import type { PolicyChange } from './policy-plan.ts';

/** In the order of endpoints, [general] last. */
export function listChanges(
  objects: readonly PlannedObject[],
  only: (endpoint: string) => boolean,
): PolicyChange[] {
  const changes = objects.flatMap(({ way, claims }) => {
    if (!('writer' in way)) return [];
    const { store, writer } = way;
    return claims.filter(isDifference).flatMap((claim): PolicyChange[] => {
      const endpoint = claim.endpoints.find(only);
      if (endpoint === undefined) return [];
      const { kind, object, setting, actual: from, wanted: to } = claim;
      const why = explainSetting(claim);
      return [{ kind, object, endpoint, setting, from, to, why, store, writer }];
    });
  });
  return changes.sort(
    (one, other) =>
      Number(one.kind === 'general') - Number(other.kind === 'general') ||
      compareNaturally(one.endpoint, other.endpoint),
  );
}
