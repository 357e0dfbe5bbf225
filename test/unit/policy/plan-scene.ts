// What the tests of the policy share: endpoints of both drivers, and facts of an Asterisk that has its
// configuration in files at hand.

import type { EndpointState } from '../../../src/asterisk/asterisk-event.ts';
import type { PlanFacts } from '../../../src/policy/make-plan.ts';
import type { PolicyChange, PolicyPlan } from '../../../src/policy/policy-plan.ts';
import { makeEndpoint } from '../correlation/scene.ts';

/** chan_pjsip's own defaults, with an AOR of its name. */
export function makePjsip(changes: Partial<EndpointState> = {}): EndpointState {
  const name = changes.name ?? '4001';
  return makeEndpoint({
    forceRport: true,
    rtpSymmetric: false,
    rewriteContact: false,
    directMedia: true,
    aorStates: [{ name, maxContacts: 1, qualifyFrequency: 0 }],
    ...changes,
  });
}

/** As `nat: yes` wants it. */
export const forNat: Partial<EndpointState> = {
  forceRport: true,
  rtpSymmetric: true,
  rewriteContact: true,
  directMedia: false,
};

/** A peer that registers, with `nat=no`. */
export function makePeer(changes: Partial<EndpointState> = {}): EndpointState {
  return makeEndpoint({
    driver: 'chan_sip',
    forceRport: false,
    rtpSymmetric: false,
    rewriteContact: undefined,
    directMedia: true,
    aorStates: undefined,
    qualifyFrequency: 0,
    ...changes,
  });
}

export function makeFacts(
  endpoints: readonly EndpointState[],
  changes: Partial<PlanFacts> = {},
): PlanFacts {
  return {
    asterisk: 'main',
    endpoints,
    isBehindNat: () => undefined,
    storeOf: ({ kind }) => (kind === 'peer' || kind === 'general' ? 'sip.conf' : 'pjsip.conf'),
    writerFor: (store) => (store === 'dynamic' ? 'ari' : 'files'),
    ownSections: [],
    generalNat: undefined,
    farendAddresses: ['192.0.2.10'],
    ...changes,
  };
}

/** `endpoint 4001 rtp_symmetric: no → yes`. */
export function formatChange({ kind, object, setting, from, to }: PolicyChange): string {
  return `${kind} ${object} ${setting}: ${from} → ${to}`;
}

/** `pjsip.conf endpoint 4001: force_rport=yes …`. */
export function formatSections({ sections }: Pick<PolicyPlan, 'sections'>): string[] {
  return sections.map(
    ({ store, kind, object, settings }) =>
      `${store} ${kind} ${object}: ${settings.map(([name, value]) => `${name}=${value}`).join(' ')}`,
  );
}
