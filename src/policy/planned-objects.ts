// The objects of Asterisk's of which the policy wants something, each with all that is wanted of it
// and the way by which that gets there.

import { chooseWay, type NoWay, type Way } from './choose-way.ts';
import type { Claim } from './claims.ts';
import { keyOf } from './object-key.ts';
import type { ObjectOwners } from './object-owners.ts';
import type { PlanFacts } from './plan-facts.ts';
import type { ObjectName } from './policy-plan.ts';

export interface PlannedObject extends ObjectName {
  /** Never empty. */
  readonly claims: readonly [Claim, ...Claim[]];
  readonly way: Way | NoWay;
}

/** In the order of their first claims. */
export function planObjects(
  claims: readonly Claim[],
  owners: ObjectOwners,
  facts: PlanFacts,
): PlannedObject[] {
  const byObject = new Map<string, [Claim, ...Claim[]]>();
  for (const claim of claims) {
    const key = keyOf(claim);
    const known = byObject.get(key);
    if (known === undefined) byObject.set(key, [claim]);
    else known.push(claim);
  }
  const objects = [...byObject.values()].map(([first, ...others]) => ({
    kind: first.kind,
    object: first.object,
    claims: [first, ...others] as const,
    way: verifyWay(chooseWay(first, first.pattern, owners, facts), [first, ...others], facts),
  }));
  return hasOwnSipConf(objects, facts) ? objects.map(withoutUpdateConfig) : objects;
}

/** farend may write there, and Asterisk may still not read it, or read something else behind it. */
function verifyWay(
  way: Way | NoWay,
  claims: readonly [Claim, ...Claim[]],
  { hindranceOf }: PlanFacts,
): Way | NoWay {
  if (!('writer' in way) || way.writer !== 'files') return way;
  const why = hindranceOf?.(
    claims[0],
    claims.map(({ setting, wanted }) => [setting, wanted]),
  );
  return why === undefined ? way : { why: `${why}.` };
}

function hasOwnSipConf(objects: readonly PlannedObject[], { ownSections }: PlanFacts): boolean {
  return (
    ownSections.some(({ store }) => store === 'sip.conf') ||
    objects.some(({ way }) => 'writer' in way && way.writer === 'files' && way.store === 'sip.conf')
  );
}

/** Asterisk would write farend's sections back without their headers. */
function withoutUpdateConfig(planned: PlannedObject): PlannedObject {
  if (!('writer' in planned.way) || planned.way.writer !== 'update-config') return planned;
  return {
    ...planned,
    way: {
      why: `UpdateConfig would rewrite farend's own sip.conf too, and break it: use one writer for all peers of this Asterisk (writer: update-config for ${planned.claims[0].pattern.match}).`,
    },
  };
}
