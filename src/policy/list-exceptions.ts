// What the policy asks for and the plan does not bring, and why.

import type { DecidedEndpoint } from './claims.ts';
import { isDifference } from './comparison.ts';
import { compareNaturally } from './natural-order.ts';
import type { PlannedObject } from './planned-objects.ts';
import type { Exception } from './policy-plan.ts';

/** In the order of endpoints, each thing once for each of them. */
export function listExceptions(
  chosen: readonly DecidedEndpoint[],
  objects: readonly PlannedObject[],
  only: (endpoint: string) => boolean,
): Exception[] {
  const all = [
    ...chosen.flatMap(explainEndpoint),
    ...objects.flatMap((one) => explainNoWay(one, only)),
  ];
  const once = new Map(all.map((exception) => [JSON.stringify(exception), exception]));
  return [...once.values()].sort((one, other) => compareNaturally(one.endpoint, other.endpoint));
}

function explainEndpoint({ endpoint, decision }: DecidedEndpoint): Exception[] {
  const tell = (why: string) => ({ endpoint: endpoint.name, why });
  if (decision.kind === 'unseen')
    return [
      tell(
        `farend has not seen its phone yet: it is set once the phone has registered through farend (nat: auto for ${decision.pattern.match}).`,
      ),
    ];
  if (decision.kind !== 'managed') return [];
  const { comparisons, pattern } = decision;
  const untold = comparisons.filter(({ actual }) => actual === undefined);
  const names = [...new Set(untold.map(({ setting }) => setting))];
  return [
    ...(names.length === 0
      ? []
      : [
          tell(
            `Asterisk does not tell its ${names.join(', ')}: ask again when Asterisk is at rest, or look at its log.`,
          ),
        ]),
    ...(endpoint.driver === 'chan_sip' ? listForeign(pattern).map(tell) : []),
  ];
}

const foreignOptions = [
  ['maxContacts', 'chan_sip keeps one contact of each peer'],
  ['rewriteContact', 'chan_sip sends calls to where a peer registered from, by its nat'],
] as const;

/** Options that chan_sip has no setting for. */
function listForeign(
  pattern: NonNullable<Extract<DecidedEndpoint['decision'], { kind: 'managed' }>>['pattern'],
): string[] {
  return foreignOptions.flatMap(([option, because]) =>
    pattern[option] === undefined
      ? []
      : [`${option} of the entry ${pattern.match} is for chan_pjsip: ${because}.`],
  );
}

/** Only where something would change. */
function explainNoWay(
  { way, claims }: PlannedObject,
  only: (endpoint: string) => boolean,
): Exception[] {
  if ('writer' in way) return [];
  const endpoint = claims
    .filter(isDifference)
    .flatMap(({ endpoints }) => endpoints.filter((name) => only(name)))
    .at(0);
  return endpoint === undefined ? [] : [{ endpoint, why: way.why }];
}
