// One thing that goes wrong at a real phone or a real address, and what farend must say of it.

import type { FindingAnswer } from '../../../src/api/http/finding-schema.ts';
import type { FindingName, Severity } from '../../../src/diagnosis/finding.ts';
import type { ChannelDriver, EndpointOptions } from '../../support/asterisk/asterisk-options.ts';
import type { Place } from './place.ts';

/** Something that happens in a place of its own. */
export interface Play {
  /** Behind the name of a finding. */
  readonly title: string;
  /** Default: chan_pjsip alone. */
  readonly drivers?: readonly ChannelDriver[];
  /** Of this scenario alone. */
  readonly endpoints: readonly EndpointOptions[];
  /** Makes it so; @returns what ends the cause, where that is quick */
  readonly cause: (place: Place) => Promise<Mend | undefined>;
}

export interface Scenario extends Play {
  readonly finding: FindingName;
  /** Its machine on the internet is a provider, which Asterisk knows by its address alone. */
  readonly isProvider?: true;
  readonly expected: Expected;
  /** What else may be found there. */
  readonly aside?: readonly FindingName[];
}

export type Mend = () => Promise<unknown>;

interface Expected {
  readonly severity: Severity;
  /** What it is about: `device` one of the account of the first endpoint, unless `account` says another. */
  readonly subject: 'device' | 'address' | 'site' | 'farend';
  readonly account?: string;
  /** Where: the office behind its router, or a machine on the internet; default the office. */
  readonly at?: 'office' | 'internet';
  /** One fact of the evidence. */
  readonly evidence: RegExp;
  /** One step of the remedy. */
  readonly remedy: RegExp;
  /** How long it takes at most, from the cause; default a minute more than any threshold of a minute. */
  readonly withinMs?: number;
}

/** Where it is expected, and about whom; what it says is looked at later. */
export function isAbout(scenario: Scenario, finding: FindingAnswer, place: Place): boolean {
  const { expected, endpoints, finding: name } = scenario;
  if (finding.name !== name) return false;
  const address = addressOf(scenario, place);
  switch (expected.subject) {
    case 'device': {
      const account = expected.account ?? endpoints[0]?.name;
      return finding.subject.startsWith(`device ${account}/`) && finding.address === address;
    }
    case 'farend':
      return finding.subject === 'farend';
    case 'address':
    case 'site':
      return finding.subject === `${expected.subject} ${address}`;
  }
}

/** The real public address that a finding is about. */
export function addressOf({ expected }: Scenario, place: Place): string {
  return expected.at === 'internet' ? place.internetAddress : place.officeAddress;
}
