// What was tried of the way between phones, farend and Asterisk.

export interface PathFacts {
  /** Milliseconds since 1970 when it was tried. */
  readonly time: number;
}
