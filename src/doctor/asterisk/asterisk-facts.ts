// What was looked up of one Asterisk: over AMI and ARI as farend does, and in its files where they are
// on this machine. No secret is in it.

import type { EndpointState } from '../../asterisk/asterisk-event.ts';
import type { Configuration, Place } from '../../asterisk/conf/configuration.ts';
import type { TransportAddress } from '../../config/farend-config.ts';
import type { PolicyWarning } from '../../policy/policy-warning.ts';
import type { Looked } from '../looked.ts';

/** Settings by name, in Asterisk's words; names in lower case and without `_`, as AMI and files agree. */
type Settings = ReadonlyMap<string, string>;

export interface NamedSettings {
  readonly name: string;
  readonly settings: Settings;
}

/** One endpoint or peer with all that AMI tells of it. */
export interface EndpointFacts {
  readonly state: EndpointState;
  /** chan_pjsip: of EndpointDetail; chan_sip: of SIPshowpeer. Without passwords. */
  readonly settings: Settings;
  readonly aors: readonly NamedSettings[];
  readonly identifies: readonly NamedSettings[];
}

export interface AmiFacts {
  /** `22.10.1` */
  readonly version: string;
  /** Classes of manager.conf that this user turned out not to have. */
  readonly missingRead: readonly string[];
  readonly missingWrite: readonly string[];
  /** Whether each of the modules that farend asked about is loaded; undefined: it may not ask. */
  readonly modules: ReadonlyMap<string, boolean> | undefined;
  /** Undefined: they could not be listed, and why. */
  readonly endpoints: Looked<readonly EndpointFacts[]>;
  /** Of those listed, how many were not asked for their settings in time. */
  readonly unreadEndpoints: number;
}

/** A section of manager.conf as this machine's files have it. */
export interface ManagerUser {
  readonly place: Place;
  /** Whether the secret there is the one that farend has; undefined: it has none, or a template's is unclear. */
  readonly hasSameSecret: boolean;
}

/** The files of this very Asterisk. */
export interface ConfFacts {
  /** astetcdir. */
  readonly directory: string;
  /** By file name, `pjsip.conf`; a secret is told as `(secret)`. Those that are not there are absent. */
  readonly configurations: ReadonlyMap<string, Configuration>;
  /** manager.conf; undefined: there is no section of that name. */
  readonly managerUser: ManagerUser | undefined;
  /** ari.conf, likewise. */
  readonly ariUser: ManagerUser | undefined;
}

/** How the policy stands there, in numbers. */
export interface PolicyStanding {
  readonly managed: number;
  readonly changes: number;
  readonly unwritable: number;
  readonly missingLines: readonly { readonly file: string; readonly line: string }[];
  readonly warnings: readonly PolicyWarning[];
  readonly remarks: readonly string[];
  /** Lines of Asterisk's files for which what farend adds would not count: sentences that begin with the place. */
  readonly hindrances: readonly string[];
}

export interface AsteriskFacts {
  /** Its name in the configuration. */
  readonly name: string;
  /** There are several: sentences name it. */
  readonly isOneOfSeveral: boolean;
  readonly sip: TransportAddress | undefined;
  /** From which farend speaks to it. */
  readonly farendAddresses: readonly string[];
  readonly ami: Looked<AmiFacts>;
  /** Undefined: the configuration has no ARI for it. */
  readonly ari: Looked<true> | undefined;
  readonly files: Looked<ConfFacts>;
  /** Undefined: the configuration has no policy. */
  readonly policy: Looked<PolicyStanding> | undefined;
}
