// What the policy wants of one endpoint beside what Asterisk has, setting by setting, in Asterisk's
// words: the one comparison for plans, `farend status` and the finding policy-drift.

import type { AorState, EndpointState } from '../asterisk/asterisk-event.ts';
import { comparePeer } from './compare-peer.ts';
import type { Comparison } from './comparison.ts';
import { formatFlag } from './format-flag.ts';
import type { ObjectKind } from './policy-plan.ts';
import type { WantedSettings } from './wanted-settings.ts';

/** Whatever is wanted, whether Asterisk has it or not, in the order in which it is told and written. */
export function compareSettings(wanted: WantedSettings, endpoint: EndpointState): Comparison[] {
  if (endpoint.driver === 'chan_sip') return comparePeer(wanted, endpoint);
  return [...compareEndpoint(wanted, endpoint), ...compareAors(wanted, endpoint)];
}

const endpointSettings = [
  ['force_rport', 'forceRport'],
  ['rtp_symmetric', 'rtpSymmetric'],
  ['rewrite_contact', 'rewriteContact'],
  ['direct_media', 'directMedia'],
] as const;

function compareEndpoint(wanted: WantedSettings, endpoint: EndpointState): Comparison[] {
  return endpointSettings.flatMap(([setting, key]) =>
    compare('endpoint', endpoint.name, setting, formatFlag(wanted[key]), formatFlag(endpoint[key])),
  );
}

/** A door with a contact of its own, say: it must not be opened for whoever registers. */
const NO_REGISTRATIONS = 0;

/** Those that Asterisk has; all that the endpoint names where Asterisk has told of none. */
function compareAors(wanted: WantedSettings, { aors, aorStates }: EndpointState): Comparison[] {
  const states = aorStates ?? aors.map(makeUntold);
  return states.flatMap((aor) => [
    ...(aor.maxContacts === NO_REGISTRATIONS
      ? []
      : compareNumber('max_contacts', aor, wanted.maxContacts, aor.maxContacts)),
    ...compareNumber('qualify_frequency', aor, wanted.qualifyFrequency, aor.qualifyFrequency),
  ]);
}

function makeUntold(name: string): AorState {
  return { name, maxContacts: undefined, qualifyFrequency: undefined };
}

function compareNumber(
  setting: string,
  { name }: AorState,
  wanted: number | undefined,
  actual: number | undefined,
): Comparison[] {
  return compare('aor', name, setting, wanted?.toString(), actual?.toString());
}

function compare(
  kind: ObjectKind,
  object: string,
  setting: string,
  wanted: string | undefined,
  actual: string | undefined,
): Comparison[] {
  return wanted === undefined ? [] : [{ kind, object, setting, wanted, actual }];
}
