// What `farend policy` finds out about one Asterisk, and what came of an apply: plain data for pages
// and JSON.

import type { EndpointState } from '../../asterisk/asterisk-event.ts';
import type { ApplyResult } from '../../enforcement/apply/apply-step.ts';
import type { PasteText } from '../../policy/paste-text.ts';
import {
  hasDrift,
  type ObjectName,
  type PolicyChange,
  type PolicyPlan,
  type SectionRemoval,
} from '../../policy/policy-plan.ts';

/** The file that it goes into, with its path, or `ARI`, or whose file AMI's UpdateConfig changes. */
interface Placed {
  readonly where: string;
}

/** A line that is to be in a file of the operator's, and is not yet. */
interface MissingLine {
  readonly file: string;
  readonly line: string;
}

/** What the policy has to do with an endpoint, and how that is now. */
export interface Decision {
  readonly endpoint: string;
  readonly driver: EndpointState['driver'];
  readonly why: string;
  /** What Asterisk tells of it; nothing of those that no entry of the policy matches. */
  readonly settings: readonly (ObjectName & { readonly setting: string; readonly value: string })[];
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
  /** How many settings differ and no change is planned for: `exceptions` of the plan say why. */
  readonly unwritable: number;
  /** For a person, where farend cannot write. */
  readonly textsToPaste: readonly PasteText[];
  /** What could not be looked up, and what follows from that: a sentence each. */
  readonly remarks: readonly string[];
  readonly decisions: readonly Decision[];
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
  /** Undefined: it could not be begun; nothing was changed. */
  readonly result: ApplyResult | undefined;
  /** Why it could not be begun, or what is left for a person to do; '' for nothing. */
  readonly failure: string;
  readonly changed: number;
  readonly removed: number;
}

/** Asterisk is not as the policy wants it, whether farend can do something about it or not. */
export function isDrifted({ plan, unwritable }: PlanReport): boolean {
  return hasDrift(plan) || unwritable > 0;
}

export function isFailure(outcome: PlanOutcome): outcome is PlanFailure {
  return 'failure' in outcome;
}
