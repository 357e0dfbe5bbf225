// What the policy has to do with each endpoint, beside what Asterisk has of it now.

import type { EndpointState } from '../../asterisk/asterisk-event.ts';
import { readActual } from '../../enforcement/apply/actual-value.ts';
import type { ObjectName, PolicyPlan } from '../../policy/policy-plan.ts';
import type { Decision } from './policy-report.ts';

const settingsOf = {
  endpoint: ['force_rport', 'rtp_symmetric', 'rewrite_contact', 'direct_media'],
  aor: ['max_contacts', 'qualify_frequency'],
  peer: ['nat', 'directmedia', 'qualify', 'qualifyfreq'],
} as const;

/** @param endpoints those that it is about, with their settings */
export function listDecisions(
  { decisions }: PolicyPlan,
  endpoints: readonly EndpointState[],
): Decision[] {
  const whys = new Map(decisions.map(({ endpoint, why }) => [endpoint, why]));
  return endpoints.map((state) => ({
    endpoint: state.name,
    driver: state.driver,
    why: whys.get(state.name) ?? 'No entry of policy.endpoints matches it: it is not touched.',
    settings: listObjects(state).flatMap((name) => readSettings(name, state)),
  }));
}

function listObjects({ name, driver, aorStates = [] }: EndpointState) {
  if (driver === 'chan_sip') return [{ kind: 'peer', object: name }] as const;
  const aors = aorStates.map((aor) => ({ kind: 'aor', object: aor.name }) as const);
  return [{ kind: 'endpoint', object: name } as const, ...aors];
}

function readSettings(
  name: ObjectName & { readonly kind: keyof typeof settingsOf },
  state: EndpointState,
): Decision['settings'] {
  return settingsOf[name.kind].flatMap((setting) => {
    const value = readActual(name, setting, state);
    return value === undefined ? [] : [{ kind: name.kind, object: name.object, setting, value }];
  });
}
