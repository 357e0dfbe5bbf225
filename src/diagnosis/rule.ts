// What a finding's file is made of: a rule looks at the facts of one subject and says what is wrong
// with it, if anything. The kind of its subject is how far it reaches.

import type { EndpointState } from '../asterisk/asterisk-event.ts';
import type { DeviceRecord } from '../correlation/device-record.ts';
import type { PhoneModel } from '../devices/device-catalogue.ts';
import type { EndpointPattern } from '../policy/wanted-settings.ts';
import type { AddressFacts } from './facts/address-facts.ts';
import type { AsteriskFacts } from './facts/asterisk-facts.ts';
import type { DeviceFacts } from './facts/device-facts.ts';
import type { FarendFacts } from './facts/farend-facts.ts';
import type { SiteFacts } from './facts/site-facts.ts';
import type { Finding, FindingName } from './finding.ts';

/** What a rule says; the names of endpoint, site and so on follow from the subject. */
type FindingBody = Pick<Finding, 'severity' | 'summary' | 'description' | 'evidence' | 'remedy'> & {
  /** When it began, where the facts tell, milliseconds since 1970; else when it was found. */
  readonly since?: number;
};

/**
 * Undefined: it is not so. `unsure`: the facts do not tell, say after a start; what was found stays, and
 * nothing new is found.
 */
export type Found = FindingBody | 'unsure' | undefined;

interface RuleFor<Facts extends SubjectFacts> {
  readonly kind: Facts['kind'];
  readonly name: FindingName;
  find(facts: Facts, context: RuleContext): Found;
}

export type DeviceRule = RuleFor<DeviceFacts>;
export type AddressRule = RuleFor<AddressFacts>;
export type SiteRule = RuleFor<SiteFacts>;
export type AsteriskRule = RuleFor<AsteriskFacts>;
export type FarendRule = RuleFor<FarendFacts>;

export type Rule = DeviceRule | AddressRule | SiteRule | AsteriskRule | FarendRule;

export type SubjectFacts = DeviceFacts | AddressFacts | SiteFacts | AsteriskFacts | FarendFacts;

export type SubjectKind = SubjectFacts['kind'];

/** What rules may ask besides the facts of their subject. */
export interface RuleContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Of the record's endpoint in its Asterisk; undefined: Asterisk has not said. */
  readonly settingsOf: (record: DeviceRecord) => EndpointState | undefined;
  /** What the configuration wants of endpoints; absent: nothing. */
  readonly policy?: readonly EndpointPattern[];
  /** Of one Asterisk, by its name; absent: nobody asks it. */
  readonly endpointsOf?: (asterisk: string) => Iterable<EndpointState>;
  /** From which farend speaks to Asterisk, in canonical text; absent: it does not. */
  readonly farendAddresses?: readonly string[];
  /** The proxy stands before Asterisk: what it sees it also mends. */
  readonly hasProxy: boolean;
  /** At how many other addresses a firmware offers rport, if at this one no phone does; else 0. */
  readonly offeredElsewhere: (model: PhoneModel, address: string) => number;
}
