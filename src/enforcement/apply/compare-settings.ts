// What Asterisk has, against what it should have: after a change the new values, after a change that was
// taken back the old ones. Pure.

import type { EndpointState } from '../../asterisk/asterisk-event.ts';
import { isSameValue, readActual } from './actual-value.ts';
import type { JournaledChange } from './journal-line.ts';

/** One value that Asterisk should have. */
export interface Expectation
  extends Pick<JournaledChange, 'kind' | 'object' | 'endpoint' | 'setting'> {
  readonly value: string;
}

/** What was read of Asterisk. */
export interface Reading {
  readonly settings: readonly EndpointState[];
  /** `nat` in [general] of sip.conf; undefined where it does not say. */
  readonly generalNat: string | undefined;
}

export interface Difference {
  readonly expectation: Expectation;
  /** Undefined: Asterisk does not say, or has no such object. */
  readonly actual: string | undefined;
}

/** Of endpoints that were read; what an endpoint that is gone should have is not told. */
export function findDifferences(
  expectations: readonly Expectation[],
  { settings, generalNat }: Reading,
): Difference[] {
  const states = indexStates(settings);
  return expectations.flatMap((expectation) => {
    const state = states.get(keyOf(expectation));
    if (state === undefined && expectation.kind !== 'general') return [];
    const actual =
      state === undefined ? generalNat : readActual(expectation, expectation.setting, state);
    const isAsWanted = actual !== undefined && isSameValue(actual, expectation.value);
    return isAsWanted ? [] : [{ expectation, actual }];
  });
}

/** One sentence; what may be the reason is for the caller to say. */
export function describeDifference({ expectation, actual }: Difference): string {
  const { kind, object, endpoint, setting, value } = expectation;
  const of = { endpoint: '', peer: '', aor: ` of AOR ${object}`, general: ' in [general]' }[kind];
  const who = kind === 'general' ? 'sip.conf' : `Endpoint ${endpoint}`;
  const has = actual === undefined ? 'Asterisk does not tell it' : `Asterisk has ${actual}`;
  return `${who}: ${setting}${of} should be ${value}, and ${has}.`;
}

/** Endpoints of before that Asterisk does not list any more. */
export function findMissing(
  before: readonly EndpointState[],
  now: readonly EndpointState[],
): EndpointState[] {
  const there = new Set(now.map(formatKey));
  return before.filter((endpoint) => !there.has(formatKey(endpoint)));
}

/** AORs that Asterisk had for these endpoints and has no more, of those that were read. */
export function findMissingAors(
  before: readonly EndpointState[],
  now: readonly EndpointState[],
): { readonly endpoint: string; readonly aor: string }[] {
  const states = indexStates(now);
  return before.flatMap((state) => {
    const left = states.get(formatKey(state))?.aorStates;
    if (left === undefined) return [];
    const gone = (state.aorStates ?? []).filter(
      ({ name }) => !left.some((aor) => aor.name === name),
    );
    return gone.map(({ name }) => ({ endpoint: state.name, aor: name }));
  });
}

/** By `keyOf`. */
export function indexStates(states: readonly EndpointState[]): ReadonlyMap<string, EndpointState> {
  return new Map(states.map((state) => [formatKey(state), state]));
}

/** Of the endpoint that an object belongs to. */
export function keyOf({ kind, endpoint }: Pick<Expectation, 'kind' | 'endpoint'>): string {
  const isPjsip = kind === 'endpoint' || kind === 'aor';
  return formatKey({ driver: isPjsip ? 'chan_pjsip' : 'chan_sip', name: endpoint });
}

/** chan_pjsip and chan_sip of one Asterisk may both have a 4001. */
function formatKey({ driver, name }: Pick<EndpointState, 'driver' | 'name'>): string {
  return `${driver} ${name}`;
}
