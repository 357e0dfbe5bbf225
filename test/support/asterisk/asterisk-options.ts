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
  /** Where its calls begin in the dialplan; default `phones`. */
  readonly context?: string;
  readonly qualifyFrequency?: number;
  readonly supportPath?: boolean;
  /** Whether media may go around Asterisk; default false. */
  readonly directMedia?: boolean;
  /** Whose messages wait for it; default: its own mailbox, which has its name. */
  readonly mailbox?: string;
  /** chan_pjsip. */
  readonly forceRport?: boolean;
  readonly rewriteContact?: boolean;
  readonly rtpSymmetric?: boolean;
  readonly maxContacts?: number;
  readonly removeExisting?: boolean;
  /** What stands in the SDP that it gets. */
  readonly mediaAddress?: string;
  /** chan_sip: `no` (default), `force_rport,comedia`, … */
  readonly nat?: string;
  /** Lines as they are, at the end of its section (chan_pjsip: of the endpoint). */
  readonly lines?: readonly string[];
}

/** A provider: it is known by its address or by a header, and never registers here. */
export interface TrunkOptions {
  readonly name: string;
  /** `address:port`. */
  readonly host: string;
  /** chan_pjsip: addresses that are this trunk; default: that of `host`. */
  readonly match?: readonly string[];
  /** chan_pjsip: a header that makes a request this trunk's, `X-Farend-Source: 198.51.100.7`. */
  readonly matchHeader?: string;
  /** Asterisk registers there with these. */
  readonly registration?: { readonly username: string; readonly password: string };
  /** As with an endpoint. */
  readonly lines?: readonly string[];
}

export interface AsteriskOptions {
  readonly root: AsteriskRoot;
  readonly driver: ChannelDriver;
  /** The address on which SIP, AMI and HTTP listen. */
  readonly address: string;
  readonly endpoints: readonly EndpointOptions[];
  readonly trunks?: readonly TrunkOptions[];
  /** chan_pjsip: by what a request's endpoint is found, `ip,username,header`. */
  readonly endpointIdentifierOrder?: string;
  readonly namespace?: string;
  /** Default 5060. */
  readonly sipPort?: number;
  /** Opens AMI there for the user `all`, password `allpw`. */
  readonly amiPort?: number;
  /** Opens HTTP with ARI there for the user `ari`, password `aripw`. */
  readonly httpPort?: number;
  /** chan_pjsip: mirrors its SIP to this collector, `address:port`. */
  readonly hepCollector?: string;
  /** Where SIP listens, when that is not `address`: `0.0.0.0`. */
  readonly sipBind?: string;
  /** Modules beyond those that every Asterisk of the lab has: `res_sorcery_realtime`. */
  readonly modules?: readonly string[];
  /** Configuration files in the place of the lab's own, or beside them: `{ 'http.conf': '…' }`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Lines that go at the end of a configuration file: `{ 'pjsip.conf': '…' }`. */
  readonly append?: Readonly<Record<string, string>>;
}

export const DEFAULT_SIP_PORT = 5060;

/** Short enough to see a registration expire in a test. */
export const MINIMUM_EXPIRATION_S = 5;

/** The password of an endpoint or of a phone that was given none. */
export function formatDefaultPassword(name: string): string {
  return `pw${name}`;
}

/** The mailbox of an endpoint, as both channel drivers name it. */
export function formatMailbox({ name, mailbox = name }: EndpointOptions): string {
  return `${mailbox}@default`;
}
