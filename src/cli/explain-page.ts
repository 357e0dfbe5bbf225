// The report on one capture, for a person: what the file is, its phones, each with what is wrong and
// what to do, and a drawing of what was said.

import type { Device } from '../api/http/device-schema.ts';
import type { CaptureReport, PhoneReport } from '../app/explain/capture-report.ts';
import { verdicts } from '../correlation/device-record.ts';
import { listDevices } from './explain-devices.ts';
import { formatFindings, selectFindings } from './explain-findings.ts';
import { formatCaptureHead } from './explain-head.ts';
import { formatExplainedPhone } from './explain-phone.ts';
import { formatStatusTable, formatSummary } from './status-table.ts';
import type { Terminal } from './terminal.ts';

export interface ExplainPageOptions {
  readonly hasLadders: boolean;
  /** All phones in full, also those of which nothing is to be said. */
  readonly isInFull: boolean;
}

export function formatExplainPage(
  terminal: Terminal,
  report: CaptureReport,
  options: ExplainPageOptions,
): string {
  const { phones, to } = report;
  const devices = listDevices(report);
  const shown = phones.filter((phone) => options.isInFull || isOfInterest(phone, report));
  const others = selectFindings(report, (finding) => !finding.subject.startsWith('device '));
  const parts = [
    formatCaptureHead(terminal, report),
    ...(devices.length > 0 ? [formatStatusTable(terminal, devices, to)] : []),
    ...shown.map((phone) => formatExplainedPhone(terminal, phone, report, options)),
    ...formatFindings(terminal, others),
    formatTotals(terminal, report, devices),
  ];
  return parts.join('\n\n');
}

/** Something was found, or it does not work. */
function isOfInterest({ record }: PhoneReport, report: CaptureReport): boolean {
  const { value } = record.verdict;
  const isFound = report.findings.some(({ finding }) => finding.subject === `device ${record.id}`);
  return isFound || value === 'failing' || value === 'unreachable';
}

function formatTotals(
  terminal: Terminal,
  { findings }: CaptureReport,
  devices: readonly Device[],
): string {
  const counts = Object.fromEntries(
    verdicts.map((word) => [word, devices.filter(({ verdict }) => verdict.value === word).length]),
  ) as Record<(typeof verdicts)[number], number>;
  const told = findings.filter(({ finding }) => finding.explainedBy === undefined);
  const phones = formatSummary(terminal, counts);
  if (told.length === 0)
    return devices.every(({ verdict }) => verdict.value !== 'failing')
      ? `${phones}; nothing was found that is wrong`
      : `${phones}; no finding says why`;
  const severities = ['critical', 'warning', 'info'] as const;
  const words = severities.flatMap((severity) => {
    const count = told.filter(({ finding }) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return `${phones}; found: ${words.join(', ')}`;
}
