// What farend.yaml is to say, as far as an installation decides it.

/** How far phones are led through farend, in the order in which a person comes to trust it. */
export const ways = ['watch', 'site', 'all'] as const;

export type Way = (typeof ways)[number];

export interface Site {
  readonly name: string;
  /** CIDR text. */
  readonly networks: readonly string[];
}

export interface ConfigWish {
  readonly way: Way;
  /** Of this machine, where phones and Asterisk meet farend. */
  readonly address: string;
  /** What phones outside see in its place (1:1 NAT, a port forward). */
  readonly publicAddress?: string;
  readonly sites: readonly Site[];
  /** Where phones find farend, and where diverted SIP arrives. */
  readonly listenPort: number;
  readonly divertedPort: number;
  readonly asteriskSidePort: number;
  /** Asterisk's own SIP over UDP. */
  readonly sip: { readonly address: string; readonly port: number };
  readonly localNetworks: readonly string[];
  readonly ami: {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly secretFile: string;
  };
  readonly ari?: {
    readonly url: string;
    readonly username: string;
    readonly passwordFile: string;
  };
  /** Asterisk mirrors its SIP there: `127.0.0.1:9060`. */
  readonly hep?: string;
  /** `policy.write`. */
  readonly policyDirectory?: string;
  readonly state: string;
  readonly run: string;
}
