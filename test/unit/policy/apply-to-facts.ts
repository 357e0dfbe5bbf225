// What an Asterisk would tell after a plan was carried out: each change taken, farend's files as planned.

import type { AorState, EndpointState } from '../../../src/asterisk/asterisk-event.ts';
import type { PlanFacts } from '../../../src/policy/make-plan.ts';
import type { PolicyChange, PolicyPlan } from '../../../src/policy/policy-plan.ts';

export function applyToFacts(facts: PlanFacts, plan: PolicyPlan): PlanFacts {
  const { changes, sections } = plan;
  const general = changes.find(({ kind }) => kind === 'general');
  return {
    ...facts,
    endpoints: facts.endpoints.map((endpoint) => changes.reduce(applyChange, endpoint)),
    ownSections: sections,
    generalNat: facts.generalNat && {
      ...facts.generalNat,
      value: general?.to ?? facts.generalNat.value,
    },
  };
}

function applyChange(endpoint: EndpointState, change: PolicyChange): EndpointState {
  const { kind, object } = change;
  if (endpoint.driver === 'chan_sip')
    return kind === 'peer' && object === endpoint.name ? changePeer(endpoint, change) : endpoint;
  if (kind === 'aor')
    return { ...endpoint, aorStates: endpoint.aorStates?.map((aor) => changeAor(aor, change)) };
  return kind === 'endpoint' && object === endpoint.name
    ? changeEndpoint(endpoint, change)
    : endpoint;
}

function changeEndpoint(endpoint: EndpointState, { setting, to }: PolicyChange): EndpointState {
  const isOn = to === 'yes';
  if (setting === 'force_rport') return { ...endpoint, forceRport: isOn };
  if (setting === 'rtp_symmetric') return { ...endpoint, rtpSymmetric: isOn };
  if (setting === 'rewrite_contact') return { ...endpoint, rewriteContact: isOn };
  if (setting === 'direct_media') return { ...endpoint, directMedia: isOn };
  throw new Error(`an endpoint has no ${setting}`);
}

function changeAor(aor: AorState, { object, setting, to }: PolicyChange): AorState {
  if (aor.name !== object) return aor;
  if (setting === 'max_contacts') return { ...aor, maxContacts: Number(to) };
  if (setting === 'qualify_frequency') return { ...aor, qualifyFrequency: Number(to) };
  throw new Error(`an AOR has no ${setting}`);
}

function changePeer(peer: EndpointState, { setting, to }: PolicyChange): EndpointState {
  if (setting === 'directmedia') return { ...peer, directMedia: to === 'yes' };
  if (setting === 'qualifyfreq') return { ...peer, qualifyFrequency: Number(to) };
  if (setting === 'qualify') return { ...peer, qualifyFrequency: to === 'yes' ? 60 : 0 };
  if (setting !== 'nat') throw new Error(`a peer has no ${setting}`);
  const words = to.split(',');
  return {
    ...peer,
    forceRport: words.includes('force_rport') || words.includes('auto_force_rport'),
    rtpSymmetric: words.includes('comedia') || words.includes('auto_comedia'),
    autoNat: (['force_rport', 'comedia'] as const).filter((word) => words.includes(`auto_${word}`)),
  };
}
