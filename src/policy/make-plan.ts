// The plan: what the policy wants, against what one Asterisk has.

import { gatherClaims } from './claims.ts';
import { countEndpoints } from './count-endpoints.ts';
import { decide } from './decide.ts';
import { explainDecision } from './explain-decision.ts';
import { holdBack } from './hold-back.ts';
import { explainKept } from './keep-section.ts';
import { listChanges } from './list-changes.ts';
import { listExceptions } from './list-exceptions.ts';
import { compareNaturally } from './natural-order.ts';
import { keyOf } from './object-key.ts';
import { ObjectOwners } from './object-owners.ts';
import type { PlanFacts } from './plan-facts.ts';
import { planGeneral } from './plan-general.ts';
import { planSections } from './plan-sections.ts';
import { planObjects } from './planned-objects.ts';
import type { PolicyPlan } from './policy-plan.ts';
import type { EndpointPattern } from './wanted-settings.ts';
import { warnOfPeers } from './warn-of-peers.ts';

export type { GeneralNat, PlanFacts } from './plan-facts.ts';

/**
 * @param only which endpoints may be changed now, '' standing for [general]; sections of others stay as
 *   they are, unless they are stale
 */
export function makePlan(
  patterns: readonly EndpointPattern[],
  facts: PlanFacts,
  only: (endpoint: string) => boolean = () => true,
): PolicyPlan {
  const decided = facts.endpoints
    .map((endpoint) => ({
      endpoint,
      decision: decide(patterns, endpoint, facts.isBehindNat(endpoint.name)),
    }))
    .sort(
      (one, other) =>
        compareNaturally(one.endpoint.name, other.endpoint.name) ||
        compareNaturally(one.endpoint.driver, other.endpoint.driver),
    );
  const owners = new ObjectOwners(decided);
  const { claims: wanted, warnings } = gatherClaims(decided);
  const { claims, exceptions } = holdBack(wanted, facts);
  const general = planGeneral(decided, claims, facts.generalNat);
  const objects = planObjects([...claims, ...general.claims], owners, facts);
  const chosen = decided.filter(({ endpoint }) => only(endpoint.name));
  const { sections, removals } = planSections(objects, facts.ownSections, {
    owners,
    objects: new Map(objects.map((planned) => [keyOf(planned), planned])),
    storeOf: facts.storeOf,
    isFileLost: (store) => facts.isFileLost?.(store) === true,
    only,
    isGeneralFree: general.isFree,
  });
  return {
    asterisk: facts.asterisk,
    counts: countEndpoints(chosen),
    decisions: chosen
      .filter(({ decision }) => decision.kind !== 'unmatched')
      .map(({ endpoint }) => ({
        endpoint: endpoint.name,
        why: explainDecision(patterns, endpoint, facts.isBehindNat(endpoint.name)),
      })),
    changes: listChanges(objects, only),
    removals,
    sections,
    exceptions: [
      ...explainKept(facts.ownSections, owners),
      ...exceptions.filter(({ endpoint }) => only(endpoint)),
      ...listExceptions(chosen, objects, only),
    ],
    warnings: [
      ...warnOfPeers(chosen, facts.farendAddresses),
      ...[...general.warnings, ...warnings].filter(({ endpoint }) => only(endpoint)),
    ],
  };
}
