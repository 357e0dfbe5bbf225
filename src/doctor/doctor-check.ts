// One condition that farend needs, and what a check of it says: plain data for people and programs.

import type { DoctorFacts } from './doctor-facts.ts';

/** `skip`: the condition cannot be looked at here; the sentence says why. */
export type CheckStatus = 'pass' | 'warn' | 'fail' | 'skip';

/** The exact change that makes the condition true. */
export interface Change {
  /** The file, or the place in it, that is to be changed: `/etc/asterisk/pjsip.conf:12`. */
  readonly where: string;
  /** What stands there now; absent where a line is missing. */
  readonly from?: string;
  /** The line as it should be; empty where it should go. */
  readonly to: string;
  /** The command that makes the change count, such as `asterisk -rx "manager reload"`. */
  readonly then?: string;
}

export interface CheckResult {
  readonly status: CheckStatus;
  /** One sentence for a person. */
  readonly what: string;
  /** What was seen, a line each; never a secret. */
  readonly evidence: readonly string[];
  readonly changes: readonly Change[];
}

/** A result with its check, as it is shown. */
export interface Diagnosis extends CheckResult {
  /** Kebab-case, the same for ever: programs match on it. */
  readonly check: string;
}

export interface DoctorCheck {
  /** Kebab-case, the same for ever. */
  readonly name: string;
  /** The condition, as a short sentence without a full stop: it stands in the line of a check that passes. */
  readonly title: string;
  /** Pure; at least one result. */
  readonly check: (facts: DoctorFacts) => CheckResult[];
}
