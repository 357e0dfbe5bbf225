// How changes get to Asterisk, whoever owns the objects: each way can take back what it did, also in
// another process after a crash.

import type { PolicyChange, SectionRemoval, WriterKind } from '../../policy/policy-plan.ts';

/** What one writer is to do. */
export interface Order {
  readonly changes: readonly PolicyChange[];
  readonly removals: readonly SectionRemoval[];
}

/**
 * What takes a write back, as JSON: it is kept on disk before anything is changed, and given to the
 * writer of the same kind again, perhaps in another process.
 */
export type UndoNote = Readonly<Record<string, unknown>>;

export interface PolicyWriter {
  readonly kind: WriterKind;
  /** Keeps copies of what will change; changes nothing. */
  prepare(): Promise<UndoNote>;
  /** All or nothing of each file or object; what was written is on disk when it resolves. */
  write(): Promise<void>;
  /**
   * Reads what was written with our own reader, as Asterisk will.
   *
   * @throws AppError POLICY_UNSAFE when Asterisk would not load it as meant
   */
  check(): Promise<void>;
  /** Modules that Asterisk must load again for it: `res_pjsip.so`, `chan_sip.so`; none over ARI. */
  readonly modules: readonly string[];
}
