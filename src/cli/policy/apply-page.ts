// What came of `farend policy apply` at one Asterisk.

import type { ApplyReport } from '../../app/policy/policy-report.ts';
import { escapeControl } from '../../base/escape-control.ts';
import type { Terminal } from '../terminal.ts';
import { formatNames } from './name-list.ts';
import { bullet, countOf, paragraph } from './plan-text.ts';

type Outcome = NonNullable<ApplyReport['result']>['outcome'];

const styles: Readonly<Record<Outcome, 'green' | 'yellow' | 'red'>> = {
  'nothing-to-do': 'green',
  applied: 'green',
  'rolled-back': 'yellow',
  stuck: 'red',
};

export function formatApplyPage(terminal: Terminal, report: ApplyReport): string {
  const { asterisk, result, failure } = report;
  const name = escapeControl(asterisk);
  if (result === undefined)
    return paragraph(terminal, '', `${name}: nothing was changed: ${failure}`).join('\n');
  const { outcome, reasons, lostRegistrations } = result;
  return [
    `${terminal.paint('bold', name)}  ${terminal.paint(styles[outcome], describeOutcome(report, outcome))}`,
    ...reasons.flatMap((reason) => bullet(terminal, reason)),
    ...formatRegistrations(terminal, result, lostRegistrations),
    ...(failure === '' ? [] : bullet(terminal, failure)),
  ].join('\n');
}

function describeOutcome({ changed, removed }: ApplyReport, outcome: Outcome): string {
  if (outcome === 'nothing-to-do') return 'nothing was to do';
  if (outcome === 'rolled-back') return 'rolled back: everything is as it was before';
  if (outcome === 'stuck') return 'stuck: it could not be brought back, and somebody has to look';
  const gone = removed === 0 ? '' : `, ${countOf(removed, 'section')} removed`;
  return `applied and read back: ${countOf(changed, 'setting')}${gone}`;
}

function formatRegistrations(
  terminal: Terminal,
  { registrationsBefore, outcome }: NonNullable<ApplyReport['result']>,
  lost: readonly string[],
): string[] {
  if (outcome === 'nothing-to-do') return [];
  const before = countOf(registrationsBefore, 'registration');
  if (lost.length === 0) return [`  ${before} before, none lost`];
  const names = formatNames(lost, terminal.width);
  return bullet(terminal, `${before} before, ${lost.length} lost and not back: ${names}`);
}
