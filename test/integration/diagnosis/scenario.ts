// One thing that goes wrong at a real phone or a real address, and what farend must say of it.

import type { FindingName, Severity } from '../../../src/diagnosis/finding.ts';
import type { ChannelDriver, EndpointOptions } from '../../support/asterisk/asterisk-options.ts';
import type { Place } from './place.ts';

export interface Scenario {
  readonly finding: FindingName;
  /** Behind the name of the finding. */
  readonly title: string;
  /** Default: chan_pjsip alone. */
  readonly drivers?: readonly ChannelDriver[];
  /** Of this scenario alone. */
  readonly endpoints: readonly EndpointOptions[];
  /** Its machine on the internet is a provider, which Asterisk knows by its address alone. */
  readonly isProvider?: true;
  /** Makes it so; @returns what ends the cause, where that is quick */
  readonly cause: (place: Place) => Promise<Mend | undefined>;
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
