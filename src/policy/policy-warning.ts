// What the policy makes an operator aware of, and cannot set right by itself.

export const policyWarnings = ['toll-fraud', 'auto-nat', 'enumeration', 'shared-aor'] as const;

export interface PolicyWarning {
  /**
   * `toll-fraud`: strangers can call through this peer. `auto-nat`: chan_sip's auto_ words switch
   * themselves off behind a proxy. `enumeration`: names that do not exist are answered otherwise than
   * those that do. `shared-aor`: two patterns want different things of one AOR.
   */
  readonly name: (typeof policyWarnings)[number];
  /** '' where it is about none. */
  readonly endpoint: string;
  /** For a person, with the next step. */
  readonly sentence: string;
}
