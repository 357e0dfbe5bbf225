// Which endpoints are phones, and how they are told in a sentence.

import { listNames } from '../../policy/list-names.ts';
import type { EndpointFacts } from './asterisk-facts.ts';

/** Whoever may call without being anybody: no phone. */
const ANONYMOUS = /^anonymous(?:@|$)/;

export function isPjsip({ state }: EndpointFacts): boolean {
  return state.driver === 'chan_pjsip';
}

export function isAnonymous({ state }: EndpointFacts): boolean {
  return state.driver === 'chan_pjsip' && ANONYMOUS.test(state.name);
}

/** Neither known by its address nor registered elsewhere. */
export function isPhone(endpoint: EndpointFacts): boolean {
  return !endpoint.state.isTrunk && !isAnonymous(endpoint);
}

export function nameEndpoints(endpoints: readonly EndpointFacts[]): string {
  return listNames(endpoints.map(({ state }) => state.name));
}

/** Settings of AMI are yes or true. */
export function isOn(value: string | undefined): boolean {
  return value === 'true' || value === 'yes';
}
