// The steps of an apply, in their order, and how it can end: words for progress, journal and audit trail.

export const applySteps = [
  'lock',
  'prepare',
  'write',
  'check',
  'reload',
  'read-back',
  'watch',
  'finish',
] as const;

/** `undo`, `undo-reload`, `undo-read-back`: when it goes back. */
export const undoSteps = ['undo', 'undo-reload', 'undo-read-back'] as const;

export type ApplyStep = (typeof applySteps)[number] | (typeof undoSteps)[number];

export interface ApplyResult {
  /**
   * `nothing-to-do`; `applied`; `rolled-back`: everything is as it was before; `stuck`: it could not
   * be brought back, and a person has to look.
   */
  readonly outcome: 'nothing-to-do' | 'applied' | 'rolled-back' | 'stuck';
  /** Why it was rolled back or is stuck, one sentence each with the next step; empty otherwise. */
  readonly reasons: readonly string[];
  /** Endpoints that lost their registration meanwhile and did not come back. */
  readonly lostRegistrations: readonly string[];
  readonly registrationsBefore: number;
}
