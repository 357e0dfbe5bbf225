// `max_contacts` below the number of phones that are registered now: without `remove_existing`, Asterisk
// counts those that are there before it looks at a REGISTER (register_aor_core in res_pjsip_registrar.c),
// and refuses all of them with 403 at their next refresh. It stays as it is until there are fewer.

import type { Claim } from './claims.ts';
import { isDifference } from './comparison.ts';
import type { PlanFacts } from './plan-facts.ts';
import type { Exception } from './policy-plan.ts';

export interface HeldBack {
  /** What must wait is wanted as it is. */
  readonly claims: readonly Claim[];
  readonly exceptions: readonly Exception[];
}

export function holdBack(claims: readonly Claim[], { contactsOf }: PlanFacts): HeldBack {
  const exceptions: Exception[] = [];
  const held = claims.map((claim) => {
    const registered = claim.kind === 'aor' ? (contactsOf?.(claim.object) ?? 0) : 0;
    if (claim.setting !== 'max_contacts' || !isDifference(claim)) return claim;
    if (Number(claim.wanted) >= Math.min(registered, Number(claim.actual))) return claim;
    const [endpoint = ''] = claim.endpoints;
    const why = `Its AOR has ${registered} contacts now, and with max_contacts=${claim.wanted} Asterisk would refuse all of them when they refresh: let phones unregister first, or allow more (maxContacts: ${claim.wanted} for ${claim.pattern.match}).`;
    exceptions.push({ endpoint, why });
    return { ...claim, wanted: claim.actual };
  });
  return { claims: held, exceptions };
}
