// Who is told what a run of the policy does: a terminal, or the companion's log.

export interface PolicyListener {
  /** How many endpoints of those that the policy speaks of have been read. */
  onRead(asterisk: string, done: number, of: number): void;
  /** A step begins: a sentence for a person. */
  onStep(asterisk: string, sentence: string): void;
  /** How far that step is: often, and only of interest while it lasts. */
  onProgress(asterisk: string, sentence: string): void;
}
