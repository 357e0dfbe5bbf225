// How those are on whom everything else depends, as the companion sees them: told whenever it changes.

export interface LinkState {
  readonly isUp: boolean;
  /** A sentence that says why not, or ''. */
  readonly reason: string;
}

export interface World {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** The feed of the proxy; undefined where none is expected. */
  readonly proxy: LinkState | undefined;
  readonly asterisks: readonly {
    readonly name: string;
    /** Where the proxy reaches it, address:port; '' unknown. */
    readonly sip: string;
    readonly ami: LinkState;
    /** Undefined where none is configured. */
    readonly ari?: LinkState | undefined;
  }[];
}
