// What was looked up of this machine.

export interface MachineFacts {
  /** Milliseconds since 1970 when it was looked up. */
  readonly time: number;
}
