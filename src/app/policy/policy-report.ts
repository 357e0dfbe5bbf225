// What `farend policy` finds out about one Asterisk, and what came of an apply: plain data for pages
// and JSON.

import type { ApplyResult } from '../../enforcement/apply/apply-step.ts';
import type { PolicyChange, PolicyPlan, SectionRemoval } from '../../policy/policy-plan.ts';

/** The file that it goes into, with its path, or `ARI`, or whose file AMI's UpdateConfig changes. */
interface Placed {
  readonly where: string;
}

/** A line that is to be in a file of the operator's, and is not yet. */
interface MissingLine {
  readonly file: string;
  readonly line: string;
}

/** What a person pastes where farend cannot write. */
export interface TextToPaste {
  /** `/etc/asterisk/pjsip.conf`, or what else is to be done with it. */
  readonly target: string;
  readonly text: string;
}

export interface PlanReport {
  readonly asterisk: string;
  /** `22.5.2`; '' where it does not say. */
  readonly version: string;
  readonly plan: PolicyPlan;
  readonly changes: readonly (PolicyChange & Placed)[];
  readonly removals: readonly (SectionRemoval & Placed)[];
  readonly missingLines: readonly MissingLine[];
  /** `res_pjsip.so`: what Asterisk loads again. */
  readonly modules: readonly string[];
  /** Files of the operator that were changed since Asterisk read them last: a reload takes these up too. */
  readonly editedFiles: readonly string[];
  readonly textsToPaste: readonly TextToPaste[];
  /** What could not be looked up, and what follows from that: a sentence each. */
  readonly remarks: readonly string[];
  /** With `--endpoint`: each decision in full, a paragraph of lines for each endpoint. */
  readonly decisions: readonly (readonly string[])[];
}

/** An Asterisk that no plan could be made for. */
export interface PlanFailure {
  readonly asterisk: string;
  /** One sentence with the next step. */
  readonly failure: string;
}

export type PlanOutcome = PlanReport | PlanFailure;

export interface ApplyReport {
  readonly asterisk: string;
  /** Undefined: it was not begun, or broke off before anything was changed; `failure` says why. */
  readonly result: ApplyResult | undefined;
  /** '' for none. */
  readonly failure: string;
  readonly changed: number;
  readonly removed: number;
}

export function isFailure(outcome: PlanOutcome): outcome is PlanFailure {
  return 'failure' in outcome;
}
