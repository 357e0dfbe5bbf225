// The configuration after loading: every value parsed, every default filled in, deeply frozen.
// Types only, so that every layer may know them. Names are those of the file, except that a
// duration ends in `Ms` and that `asterisk` is always a list.

import type { SecretSource } from './secret-source.ts';

/** A socket address of SIP or HEP. `address` is an IP literal in canonical text, never a name. */
export interface TransportAddress {
  readonly transport: 'udp';
  readonly address: string;
  readonly port: number;
}

/** What outsiders see instead of a listen address: an IP literal or a lower-case host name. */
export interface AdvertisedAddress {
  readonly host: string;
  readonly port?: number;
}

/** One address of the device side. 0.0.0.0 and :: stand for every address of the machine. */
export interface ListenAddress extends TransportAddress {
  readonly advertise?: AdvertisedAddress;
  /** The port of this address that phones write to, Asterisk's own: `farend divert` brings them here. */
  readonly divertedFrom?: number;
}

/** Phones that listen elsewhere than they send; exactly one of the three is set. */
export type Exemption =
  | { readonly userAgent: string }
  | { readonly network: string }
  | { readonly endpoint: string };

/** A network is CIDR text with the host bits cleared; a single address is a /32 or /128. */
type Network = string;

interface ProxyConfig {
  readonly listen: readonly ListenAddress[];
  /** Absent: the host's address towards Asterisk, port 5062. */
  readonly asteriskSide?: TransportAddress;
  readonly asterisk: readonly TransportAddress[];
  readonly localNetworks: readonly Network[];
  readonly trustedProxies: readonly Network[];
  readonly trunks: readonly Network[];
  readonly mediaAddress?: string;
  /** Absent: the addresses of `asterisk`. */
  readonly mediaFrom?: readonly Network[];
  readonly registration: 'contact' | 'path';
  readonly forceRport: 'always' | 'behind-nat';
  readonly exempt: readonly Exemption[];
  readonly keepAlive: {
    readonly method: 'options' | 'crlf' | 'none';
    readonly intervalMs: number;
  };
}

interface AsteriskConfig {
  /** Unique; `main` when there is one Asterisk without a name. */
  readonly name: string;
  /** Which of `proxy.asterisk` this is; absent only where there is one Asterisk. */
  readonly sip?: TransportAddress;
  readonly ami: {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly secret: SecretSource;
  };
  readonly ari?: {
    readonly url: string;
    readonly username: string;
    readonly password: SecretSource;
    /** Stasis applications that are told what AMI clients hear unasked. */
    readonly applications: readonly string[];
  };
  readonly astdb: boolean;
}

interface PolicyConfig {
  readonly mode: 'report' | 'enforce';
  /** An absolute directory; absent: print what to paste. */
  readonly write?: string;
  /** How long registrations are watched after a change. */
  readonly watchForMs: number;
  readonly endpoints: readonly {
    readonly match: string;
    /** yes, no, force_rport, comedia, auto, keep, or Asterisk's own comma-separated list. */
    readonly nat: string;
    readonly directMedia?: boolean;
    readonly rewriteContact?: boolean;
    /** chan_pjsip: of each AOR, 1 to 100. */
    readonly maxContacts?: number;
    /** Whole seconds, as milliseconds; 0 never. */
    readonly qualifyMs?: number;
    /** Absent: chosen by who owns the endpoint. */
    readonly writer?: 'files' | 'ari' | 'update-config' | 'paste';
  }[];
}

type Severity = 'info' | 'warning' | 'critical';

export interface AlertsConfig {
  readonly slack?:
    | {
        readonly token: SecretSource;
        readonly channel: string;
        readonly minSeverity: Severity;
      }
    | { readonly webhookUrl: SecretSource; readonly minSeverity: Severity };
  readonly webhooks: readonly {
    readonly url: string;
    readonly secret?: SecretSource;
    readonly minSeverity: Severity;
  }[];
  readonly heartbeat?: { readonly url: string; readonly everyMs: number };
  readonly learnForMs: number;
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
}

interface LogConfig {
  readonly level: 'error' | 'warn' | 'info' | 'debug' | 'trace';
  readonly format: 'auto' | 'text' | 'json';
}

/** The whole file. What has no effect yet is validated all the same; see not-yet-effective.ts. */
export interface FarendConfig {
  readonly proxy: ProxyConfig;
  readonly asterisk: readonly AsteriskConfig[];
  readonly policy: PolicyConfig;
  readonly hep?: { readonly listen: TransportAddress; readonly from: readonly Network[] };
  readonly sites: readonly { readonly name: string; readonly networks: readonly Network[] }[];
  readonly alerts: AlertsConfig;
  readonly history: { readonly keepMs: number; readonly messages: 'none' | 'headers' | 'full' };
  /** An absolute directory; absent: everything stays in memory. */
  readonly state?: string;
  /** An absolute directory for Unix sockets. */
  readonly run: string;
  readonly http?: {
    readonly listen: { readonly address: string; readonly port: number };
    readonly tokens: { readonly read?: SecretSource; readonly admin?: SecretSource };
  };
  readonly log: LogConfig;
}
