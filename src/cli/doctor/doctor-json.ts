// `farend doctor --json`.

import type { CheckStatus, Diagnosis } from '../../doctor/doctor-check.ts';
import { countStatuses, type GroupDiagnosis } from '../../doctor/run-checks.ts';

interface DoctorJson {
  /** No check fails. */
  readonly ok: boolean;
  readonly counts: Readonly<Record<CheckStatus, number>>;
  readonly checks: readonly (Diagnosis & { readonly group: string })[];
}

export function describeDoctor(groups: readonly GroupDiagnosis[]): DoctorJson {
  const counts = countStatuses(groups);
  return {
    ok: counts.fail === 0,
    counts,
    checks: groups.flatMap(({ title: group, diagnoses }) =>
      diagnoses.map(({ check, status, what, evidence, changes }) => ({
        check,
        group,
        status,
        what,
        evidence,
        changes,
      })),
    ),
  };
}
