// Findings in full: what it is, how one knows, what to do.

import type { FoundInCapture } from '../app/explain/capture-diagnosis.ts';
import type { CaptureReport } from '../app/explain/capture-report.ts';
import { escapeControl } from '../base/escape-control.ts';
import type { Finding, Severity } from '../diagnosis/finding.ts';
import { wrapText } from './spans.ts';
import type { Terminal } from './terminal.ts';

const styles: Readonly<Record<Severity, 'red' | 'yellow' | 'cyan'>> = {
  critical: 'red',
  warning: 'yellow',
  info: 'cyan',
};

const order: readonly Severity[] = ['critical', 'warning', 'info'];

/** The gravest first; what another one explains comes last. */
export function selectFindings(
  { findings }: CaptureReport,
  isWanted: (finding: Finding) => boolean,
): FoundInCapture[] {
  const rank = ({ finding }: FoundInCapture) =>
    order.indexOf(finding.severity) + (finding.explainedBy === undefined ? 0 : order.length);
  return findings.filter(({ finding }) => isWanted(finding)).toSorted((a, b) => rank(a) - rank(b));
}

/** @returns a paragraph for each */
export function formatFindings(terminal: Terminal, findings: readonly FoundInCapture[]): string[] {
  return findings.map((found) => formatFinding(terminal, found));
}

function formatFinding(terminal: Terminal, { finding, goneAt }: FoundInCapture): string {
  const { severity, name, summary, description, evidence, remedy, explainedBy } = finding;
  const paint = (text: string) => terminal.paint(styles[severity], text);
  const over = goneAt === undefined ? '' : `, over since ${formatTime(goneAt)}`;
  if (explainedBy !== undefined)
    return paint(`  ${severity}: ${name}${over}`).concat(`, which ${explainedBy} explains`);
  return [
    paint(`  ${severity}: ${name}${over}`),
    ...indent(terminal, '', [summary], 'bold'),
    ...indent(terminal, '', [description]),
    ...indent(terminal, '- ', evidence),
    ...(remedy.length === 0 ? [] : ['    What to do:']),
    ...remedy.flatMap((step, at) => indent(terminal, `${at + 1}. `, [step])),
  ].join('\n');
}

const INDENT = '    ';

function indent(
  terminal: Terminal,
  mark: string,
  sentences: readonly string[],
  style?: 'bold',
): string[] {
  return sentences
    .filter((sentence) => sentence !== '')
    .flatMap((sentence) =>
      wrapText(escapeControl(sentence), terminal.width - INDENT.length - mark.length).map(
        (line, at) => {
          const text = style === undefined ? line : terminal.paint(style, line);
          return `${INDENT}${at === 0 ? mark : ' '.repeat(mark.length)}${text}`;
        },
      ),
    );
}

function formatTime(timeMs: number): string {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? 'a while' : date.toISOString().slice(11, 19);
}
