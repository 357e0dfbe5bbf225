// One finding in full: what it is, how one knows, and what to do.

import type { FindingAnswer } from '../api/http/finding-schema.ts';
import { escapeControl } from '../base/escape-control.ts';
import { bullets, formatTime, line } from './page-lines.ts';
import type { Terminal } from './terminal.ts';

const styles = { info: 'cyan', warning: 'yellow', critical: 'red' } as const;

export function paintSeverity(
  terminal: Terminal,
  severity: FindingAnswer['severity'],
  text: string,
): string {
  return terminal.paint(styles[severity], text);
}

export function formatFinding(terminal: Terminal, finding: FindingAnswer): string[] {
  const { name, severity, since, summary, description, evidence, remedy, explainedBy } = finding;
  const explained = explainedBy === null ? '' : `, explained by ${explainedBy}`;
  const title = `${name}, ${severity}, since ${formatTime(since)}${explained}`;
  return [
    `  ${paintSeverity(terminal, severity, title)}`,
    line('', escapeControl(summary)),
    line('', escapeControl(description)),
    ...(evidence.length === 0 ? [] : [line('evidence', ''), ...bullets(evidence)]),
    ...remedy.map((step, at) =>
      line(at === 0 ? 'what to do' : '', `${at + 1}. ${escapeControl(step)}`),
    ),
  ].map((text) => text.trimEnd());
}
