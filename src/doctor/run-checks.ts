// Makes all checks of what was looked up: the diagnosis, in the order of the list.

import type { CheckStatus, Diagnosis } from './doctor-check.ts';
import type { DoctorFacts } from './doctor-facts.ts';
import { type CheckGroup, checkGroups } from './order.ts';

export interface GroupDiagnosis {
  readonly title: string;
  readonly diagnoses: readonly (Diagnosis & { readonly title: string })[];
}

/** @param groups all of them by default */
export function runChecks(
  facts: DoctorFacts,
  groups: readonly CheckGroup[] = checkGroups,
): GroupDiagnosis[] {
  return groups.map(({ title, checks }) => ({
    title,
    diagnoses: checks.flatMap((check) =>
      check.check(facts).map((result) => ({ check: check.name, title: check.title, ...result })),
    ),
  }));
}

export function countStatuses(
  groups: readonly GroupDiagnosis[],
): Readonly<Record<CheckStatus, number>> {
  const counts = { pass: 0, warn: 0, fail: 0, skip: 0 };
  for (const { diagnoses } of groups) for (const { status } of diagnoses) counts[status] += 1;
  return counts;
}
