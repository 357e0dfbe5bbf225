// All rules, in the order in which findings are named (src/diagnosis/finding.ts).

import { rportMissing } from './findings/rport-missing.ts';
import type { Rule, SubjectKind } from './rule.ts';

export const rules: readonly Rule[] = [rportMissing];

/** Those for one kind of subject, in the same order. */
export function selectRules<Kind extends SubjectKind>(
  kind: Kind,
): readonly Extract<Rule, { kind: Kind }>[] {
  return rules.filter((rule): rule is Extract<Rule, { kind: Kind }> => rule.kind === kind);
}
