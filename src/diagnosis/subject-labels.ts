// What a finding says of its subject besides the name of that.

import { readAddress } from '../correlation/address-text.ts';
import type { DeviceFacts } from './facts/device-facts.ts';
import type { Finding } from './finding.ts';
import type { SubjectFacts } from './rule.ts';

type Labels = Pick<
  Finding,
  'subject' | 'endpoint' | 'aor' | 'site' | 'make' | 'asterisk' | 'address'
>;

const none = { endpoint: '', aor: '', site: '', make: '', asterisk: '', address: '' };

export function labelSubject(facts: SubjectFacts): Labels {
  const { subject } = facts;
  switch (facts.kind) {
    case 'device':
      return labelDevice(facts);
    case 'address':
      return { ...none, subject, site: facts.site, address: facts.address };
    case 'site':
      return { ...none, subject, site: facts.name };
    case 'asterisk':
      return { ...none, subject, asterisk: facts.name };
    case 'farend':
      return { ...none, subject };
  }
}

function labelDevice({ subject, record, model }: DeviceFacts): Labels {
  const { endpoint, aor, site, asterisk, wire } = record;
  const { make } = model;
  return { subject, endpoint, aor, site, make, asterisk, address: readAddress(wire?.source ?? '') };
}
