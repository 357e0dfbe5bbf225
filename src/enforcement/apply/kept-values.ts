// What farend's sections have given Asterisk before, and what it must still have after a change: a reload
// takes up what people have written meanwhile, into farend's files too.

import type { EndpointState } from '../../asterisk/asterisk-event.ts';
import type { ObjectName, OwnSection } from '../../policy/policy-plan.ts';
import { isSameValue, readActual } from './actual-value.ts';
import type { Expectation } from './compare-settings.ts';

/**
 * Only what was in force: a later line of the operator may set it otherwise, and that is not for this
 * change to mend.
 *
 * @param before the settings of the endpoints that the sections belong to
 */
export function listKeptValues(
  sections: readonly OwnSection[],
  before: readonly EndpointState[],
): Expectation[] {
  const owners = indexOwners(before);
  return sections.flatMap(({ kind, object, settings }) =>
    (owners.get(keyOf({ kind, object })) ?? []).flatMap((state) =>
      settings.flatMap(([setting, value]) => {
        const actual = readActual({ kind, object }, setting, state);
        const isInForce = actual !== undefined && isSameValue(actual, value);
        return isInForce ? [{ kind, object, endpoint: state.name, setting, value }] : [];
      }),
    ),
  );
}

function indexOwners(states: readonly EndpointState[]): ReadonlyMap<string, EndpointState[]> {
  const owned = states.flatMap((state) =>
    state.driver === 'chan_sip'
      ? [{ key: keyOf({ kind: 'peer', object: state.name }), state }]
      : [
          { key: keyOf({ kind: 'endpoint', object: state.name }), state },
          ...state.aors.map((object) => ({ key: keyOf({ kind: 'aor', object }), state })),
        ],
  );
  const byKey = Map.groupBy(owned, ({ key }) => key);
  return new Map([...byKey].map(([key, group]) => [key, group.map(({ state }) => state)]));
}

function keyOf({ kind, object }: ObjectName): string {
  return `${kind} ${object}`;
}
