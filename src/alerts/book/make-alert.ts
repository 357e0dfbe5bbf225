// A finding as an alert: its labels, what it says to a person, its fingerprint and its group.

import { shortHash } from '../../base/short-hash.ts';
import { type Finding, type FindingName, findingId } from '../../diagnosis/finding.ts';
import type { Alert, AlertAnnotations, AlertLabels } from '../alert.ts';

/** Hex digits of a fingerprint, as many as Alertmanager's. */
const FINGERPRINT_DIGITS = 16;
/** Lines of evidence and of remedy, and characters of each. */
const MAX_LINES = 20;
const MAX_LINE = 500;

export interface Group {
  readonly groupKey: string;
  readonly groupLabels: Readonly<Record<string, string>>;
}

/** It fires, since the finding began. @param runbookBase the address of the page on findings, without `#` */
export function makeAlert(finding: Finding, runbookBase: string): Alert {
  return {
    fingerprint: fingerprintOf(finding),
    status: 'firing',
    labels: makeLabels(finding),
    annotations: makeAnnotations(finding, runbookBase),
    startsAt: finding.since,
    endsAt: 0,
  };
}

/** Of what does not change while a finding lasts: not of the severity. */
export function fingerprintOf(finding: Pick<Finding, 'name' | 'subject'>): string {
  return shortHash(findingId(finding), FINGERPRINT_DIGITS);
}

/** Findings about whoever sends packets: there may be thousands, from everywhere. */
const strangersFindings: ReadonlySet<string | undefined> = new Set<FindingName>([
  'scanner',
  'brute-force',
]);

export function isOfStrangers(alertname: string | undefined): boolean {
  return strangersFindings.has(alertname);
}

/** Alerts of one finding at one site are told together; strangers have no site. */
export function groupOf({ alertname, site }: AlertLabels): Group {
  const isSiteless = site === undefined || isOfStrangers(alertname);
  const groupLabels = isSiteless ? { alertname } : { alertname, site };
  const pairs = Object.entries(groupLabels).map(([name, value]) => `${name}=${quote(value)}`);
  return { groupKey: `{${pairs.join(', ')}}`, groupLabels };
}

function quote(value: string): string {
  return JSON.stringify(value);
}

function makeLabels(finding: Finding): AlertLabels {
  const { name, severity, endpoint, aor, site, make, asterisk, address } = finding;
  return {
    alertname: name,
    severity,
    ...(endpoint === '' ? {} : { endpoint }),
    ...(aor === '' ? {} : { aor }),
    ...(site === '' ? {} : { site }),
    ...(make === '' ? {} : { make }),
    ...(asterisk === '' ? {} : { asterisk }),
    ...(address === '' ? {} : { address }),
  };
}

function makeAnnotations(finding: Finding, runbookBase: string): AlertAnnotations {
  const { name, summary, description, evidence, remedy } = finding;
  return {
    summary: summary.slice(0, MAX_LINE),
    description: description.slice(0, MAX_LINE),
    evidence: joinLines(evidence),
    remedy: joinLines(remedy),
    runbook_url: `${runbookBase}#${name}`,
  };
}

function joinLines(lines: readonly string[]): string {
  return lines
    .slice(0, MAX_LINES)
    .map((line) => line.slice(0, MAX_LINE))
    .join('\n');
}
