// What Asterisk has for a setting, in the words in which the policy wants it, and whether the two are
// the same. Pure.

import type { EndpointState } from '../../asterisk/asterisk-event.ts';
import { formatFlag } from '../../policy/format-flag.ts';
import type { ObjectName } from '../../policy/policy-plan.ts';

type Read = (state: EndpointState, object: string) => string | undefined;

/** By the kind of the object, then the setting. [general] of chan_sip belongs to no endpoint. */
const readers: Readonly<Record<ObjectName['kind'], Readonly<Record<string, Read>>>> = {
  endpoint: {
    force_rport: ({ forceRport }) => formatFlag(forceRport),
    rtp_symmetric: ({ rtpSymmetric }) => formatFlag(rtpSymmetric),
    rewrite_contact: ({ rewriteContact }) => formatFlag(rewriteContact),
    direct_media: ({ directMedia }) => formatFlag(directMedia),
  },
  aor: {
    max_contacts: (state, object) => findAor(state, object)?.maxContacts?.toString(),
    qualify_frequency: (state, object) => findAor(state, object)?.qualifyFrequency?.toString(),
  },
  peer: {
    nat: formatNat,
    directmedia: ({ directMedia }) => formatFlag(directMedia),
    qualify: ({ qualifyFrequency: seconds }) =>
      formatFlag(seconds === undefined ? undefined : seconds > 0),
    qualifyfreq: ({ qualifyFrequency }) => qualifyFrequency?.toString(),
  },
  general: {},
};

/** Undefined where Asterisk does not say. */
export function readActual(
  { kind, object }: ObjectName,
  setting: string,
  state: EndpointState,
): string | undefined {
  return readers[kind][setting]?.(state, object);
}

/** The order of a list, blanks and capital letters make no difference. */
export function isSameValue(one: string, other: string): boolean {
  return normalize(one) === normalize(other);
}

function normalize(value: string): string {
  const words = value.split(',').map((word) => word.trim().toLowerCase());
  return words.sort().join();
}

function formatNat(state: EndpointState): string | undefined {
  const { forceRport, rtpSymmetric, autoNat } = state;
  if (forceRport === undefined || rtpSymmetric === undefined) return undefined;
  const words = [
    ...formatNatWord('force_rport', forceRport, autoNat),
    ...formatNatWord('comedia', rtpSymmetric, autoNat),
  ];
  return words.length === 0 ? 'no' : words.join();
}

function formatNatWord(
  word: EndpointState['autoNat'][number],
  isOn: boolean,
  autoNat: EndpointState['autoNat'],
): string[] {
  if (autoNat.includes(word)) return [`auto_${word}`];
  return isOn ? [word] : [];
}

function findAor({ aorStates }: EndpointState, object: string) {
  return aorStates?.find(({ name }) => name === object);
}
