// What would have to change so that an Asterisk has its endpoints as the policy wants them: plain data,
// made by make-plan.ts, shown by `farend policy plan`, carried out by src/enforcement.

import type { PolicyWarning } from './policy-warning.ts';

/** What a setting belongs to; `peer` and `general` (the section [general]) are of chan_sip. */
export const objectKinds = ['endpoint', 'aor', 'peer', 'general'] as const;

export type ObjectKind = (typeof objectKinds)[number];

/**
 * Where Asterisk has an object from: one of its files, or `dynamic`: a database (realtime) or AstDB,
 * behind its sorcery.
 */
export const stores = ['pjsip.conf', 'pjsip_wizard.conf', 'sip.conf', 'dynamic'] as const;

export type Store = (typeof stores)[number];

/**
 * How a change is made: in files of farend's own beside Asterisk's, over ARI, by AMI's UpdateConfig,
 * or by a person who pastes what farend prints.
 */
export const writerKinds = ['files', 'ari', 'update-config', 'paste'] as const;

export type WriterKind = (typeof writerKinds)[number];

/** One object of Asterisk's; its name is that of its section or its id. */
export interface ObjectName {
  readonly kind: ObjectKind;
  readonly object: string;
}

export interface PolicyChange extends ObjectName {
  /** '' for [general]. */
  readonly endpoint: string;
  /** In Asterisk's word for it: `force_rport`, `max_contacts`, `nat`. */
  readonly setting: string;
  /** In Asterisk's words; '' where Asterisk does not say. */
  readonly from: string;
  readonly to: string;
  /** Which entry of the policy wants it, and what it is good for: one sentence. */
  readonly why: string;
  readonly store: Store;
  readonly writer: WriterKind;
}

/**
 * All settings that farend keeps of one object in a file of its own. In pjsip_wizard.conf too, endpoint
 * and AOR are two sections, with the names that their settings have elsewhere: whoever writes the file
 * adds `type=wizard` and the prefixes (`endpoint/force_rport`, `aor/max_contacts`).
 */
export interface OwnSection extends ObjectName {
  readonly store: Exclude<Store, 'dynamic'>;
  /** Setting and value, in the order in which they are written. */
  readonly settings: readonly (readonly [name: string, value: string])[];
}

/** What farend wrote once, and what goes. */
export interface SectionRemoval {
  /** Where the plan has a section of that object too, only these settings go; else all of it. */
  readonly section: OwnSection;
  /** One sentence: its endpoint is gone, or the policy no longer speaks of it. */
  readonly why: string;
}

/** An endpoint of the policy that cannot be brought there, or is not brought there yet. */
export interface Exception {
  /** '' for [general], or for all of them. */
  readonly endpoint: string;
  /** One sentence, with the next step; the same for all endpoints with which it is the same. */
  readonly why: string;
}

/** What the policy has to do with an endpoint. */
interface ExplainedDecision {
  readonly endpoint: string;
  /** Which entry of the policy speaks of it, or why none does: one sentence. */
  readonly why: string;
}

export interface PlanCounts {
  readonly endpoints: number;
  /** A pattern matches them and wants something. */
  readonly managed: number;
  readonly compliant: number;
  readonly drifted: number;
  /** Asterisk has not told all that is to be compared. */
  readonly unknown: number;
  /** Not matched by their exact name, so not touched. */
  readonly trunks: number;
}

export interface PolicyPlan {
  readonly asterisk: string;
  readonly counts: PlanCounts;
  /** One for each endpoint that an entry matches, and each trunk that none does. */
  readonly decisions: readonly ExplainedDecision[];
  readonly changes: readonly PolicyChange[];
  readonly removals: readonly SectionRemoval[];
  /** All sections as they should stand in farend's files afterwards, in their order. */
  readonly sections: readonly OwnSection[];
  readonly exceptions: readonly Exception[];
  readonly warnings: readonly PolicyWarning[];
}

/** Something would change: exit code 1 of `farend policy plan`. */
export function hasDrift({ changes, removals }: PolicyPlan): boolean {
  return changes.length > 0 || removals.length > 0;
}
