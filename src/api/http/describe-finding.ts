// Findings and models as answers show them: ISO times, null for what is not known.

import { createWildcard } from '../../base/wildcard.ts';
import type { ModelStatistics } from '../../devices/model-statistics.ts';
import type { Finding, FindingName, Severity } from '../../diagnosis/finding.ts';
import type { FindingAnswer, ModelList } from './finding-schema.ts';
import { formatTime } from './format-time.ts';

export interface FindingFilter {
  /** A name, or a pattern with `*` in it. */
  readonly endpoint?: string | undefined;
  readonly name?: FindingName | undefined;
  readonly severity?: Severity | undefined;
}

export function describeFinding(finding: Finding): FindingAnswer {
  return {
    name: finding.name,
    subject: finding.subject,
    severity: finding.severity,
    endpoint: finding.endpoint || null,
    aor: finding.aor || null,
    site: finding.site || null,
    make: finding.make || null,
    asterisk: finding.asterisk || null,
    address: finding.address || null,
    summary: finding.summary,
    description: finding.description,
    evidence: [...finding.evidence],
    remedy: [...finding.remedy],
    since: formatTime(finding.since),
    explainedBy: finding.explainedBy ?? null,
  };
}

export function selectFindings(
  findings: readonly Finding[],
  { endpoint, name, severity }: FindingFilter,
): readonly Finding[] {
  const isMeant = endpoint === undefined ? () => true : createWildcard(endpoint);
  return findings.filter(
    (finding) =>
      (name === undefined || finding.name === name) &&
      (severity === undefined || finding.severity === severity) &&
      isMeant(finding.endpoint),
  );
}

export function describeModels(models: readonly ModelStatistics[]): ModelList {
  return {
    models: models.map(({ make, model, firmware, ...counts }) => ({
      make: make || null,
      model: model || null,
      firmware: firmware || null,
      ...counts,
    })),
  };
}
