// What a test says about the Asterisk that it wants. Both channel drivers take the same endpoint; each
// reads the settings that it has.

import type { AsteriskRoot } from '../provision/asterisk-root.ts';

export type ChannelDriver = 'chan_pjsip' | 'chan_sip';

export interface EndpointOptions {
  readonly name: string;
  /** Default `pw` and the name. */
  readonly password?: string;
  /** False: registers without a challenge. */
  readonly auth?: boolean;
  readonly qualifyFrequency?: number;
  readonly supportPath?: boolean;
  /** chan_pjsip. */
  readonly forceRport?: boolean;
  readonly rewriteContact?: boolean;
  readonly rtpSymmetric?: boolean;
  readonly maxContacts?: number;
  readonly removeExisting?: boolean;
  /** chan_sip: `no` (default), `force_rport,comedia`, … */
  readonly nat?: string;
}

export interface AsteriskOptions {
  readonly root: AsteriskRoot;
  readonly driver: ChannelDriver;
  /** The address on which SIP, AMI and HTTP listen. */
  readonly address: string;
  readonly endpoints: readonly EndpointOptions[];
  readonly namespace?: string;
  /** Default 5060. */
  readonly sipPort?: number;
  /** Opens AMI there for the user `all`, password `allpw`. */
  readonly amiPort?: number;
  /** Opens HTTP with ARI there for the user `ari`, password `aripw`. */
  readonly httpPort?: number;
  /** Lines that go at the end of a configuration file: `{ 'pjsip.conf': '…' }`. */
  readonly append?: Readonly<Record<string, string>>;
}

export const DEFAULT_SIP_PORT = 5060;

/** The password of an endpoint or of a phone that was given none. */
export function formatDefaultPassword(name: string): string {
  return `pw${name}`;
}
