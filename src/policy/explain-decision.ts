// Why the policy has an endpoint as it has it, or leaves it alone.

import type { EndpointState } from '../asterisk/asterisk-event.ts';
import { createWildcard } from '../base/wildcard.ts';
import { type Decision, decide } from './decide.ts';
import { formatQualify } from './explain-setting.ts';
import { formatFlag } from './format-flag.ts';
import type { EndpointPattern } from './wanted-settings.ts';

/** One sentence: which entry speaks of the endpoint, or why none does. */
export function explainDecision(
  patterns: readonly EndpointPattern[],
  endpoint: EndpointState,
  isBehindNat: boolean | undefined,
): string {
  const decision = decide(patterns, endpoint, isBehindNat);
  switch (decision.kind) {
    case 'unmatched':
      return 'No entry of policy.endpoints matches it: it is not touched.';
    case 'trunk':
      return explainTrunk(patterns, endpoint);
    case 'keep':
      return `nat: keep for ${decision.pattern.match}: it is not touched.`;
    case 'unseen':
      return `nat: auto for ${decision.pattern.match}: farend has not seen its phone yet, and changes nothing until it has.`;
    case 'managed':
      return explainEntry(decision, isBehindNat);
  }
}

function explainTrunk(patterns: readonly EndpointPattern[], { name }: EndpointState): string {
  const wider = patterns.find(({ match }) => createWildcard(match)(name));
  return wider === undefined
    ? 'It is a trunk, and no entry of policy.endpoints has its name: it is not touched.'
    : `It is a trunk, and only an entry with exactly its name speaks of it, not ${wider.match}: it is not touched.`;
}

function explainEntry(
  { pattern }: Extract<Decision, { kind: 'managed' }>,
  isBehindNat: boolean | undefined,
): string {
  const entry = `The first entry that matches is ${pattern.match}: ${describeOptions(pattern)}`;
  if (pattern.nat !== 'auto') return `${entry}.`;
  return isBehindNat === true
    ? `${entry}; its phone is behind NAT, so that auto means yes.`
    : `${entry}; its phone is not behind NAT, so that auto leaves it as it is.`;
}

function describeOptions(pattern: EndpointPattern): string {
  const { nat, directMedia, rewriteContact, maxContacts, qualifyMs, writer } = pattern;
  const options = [
    ['nat', nat],
    ['directMedia', formatFlag(directMedia)],
    ['rewriteContact', formatFlag(rewriteContact)],
    ['maxContacts', maxContacts],
    ['qualify', qualifyMs === undefined ? undefined : formatQualify(pattern)],
    ['writer', writer],
  ];
  return options
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
    .join(', ');
}
