// The page of `farend doctor`: how it stands in one line, then what fails, what is to be watched, and
// in few lines all that is fine.

import { escapeControl } from '../../base/escape-control.ts';
import type { Change, CheckStatus, Diagnosis } from '../../doctor/doctor-check.ts';
import { countStatuses, type GroupDiagnosis } from '../../doctor/run-checks.ts';
import { bullet, paragraph } from '../policy/plan-text.ts';
import type { Terminal } from '../terminal.ts';

const WORDS: Readonly<Record<CheckStatus, string>> = {
  fail: 'FAIL',
  warn: 'warn',
  skip: 'skip',
  pass: 'pass',
};

const STYLES = { fail: 'red', warn: 'yellow', skip: 'dim', pass: 'green' } as const;

export function formatDoctorPage(terminal: Terminal, groups: readonly GroupDiagnosis[]): string {
  const all = groups.flatMap(({ diagnoses }) => diagnoses);
  const told = (['fail', 'warn'] as const).flatMap((status) =>
    all
      .filter((diagnosis) => diagnosis.status === status)
      .map((diagnosis) => formatTrouble(terminal, diagnosis)),
  );
  return [...told, formatRest(terminal, groups), formatSummary(terminal, groups)].join('\n\n');
}

function formatTrouble(terminal: Terminal, diagnosis: Diagnosis): string {
  const { status, check, what, evidence, changes } = diagnosis;
  return [
    `${terminal.paint(STYLES[status], WORDS[status])}  ${terminal.paint('bold', check)}`,
    ...paragraph(terminal, '  ', `${what}.`.replace(/\.\.$/, '.')),
    ...evidence.flatMap((line) => bullet(terminal, line)),
    ...changes.flatMap((change) => formatChange(terminal, change)),
  ].join('\n');
}

/** The line as it is to be stands alone, so that it can be copied. */
function formatChange(terminal: Terminal, { where, from, to, then }: Change): string[] {
  const lines = [
    ...(from === undefined ? [] : [terminal.paint('red', `    - ${escapeControl(from)}`)]),
    ...(to === ''
      ? ['    (take it out)']
      : to.split('\n').map((line) => terminal.paint('green', `    + ${escapeControl(line)}`))),
  ];
  return [
    `  ${terminal.paint('bold', escapeControl(where))}`,
    ...lines,
    ...(then === undefined ? [] : [`  then: ${escapeControl(then)}`]),
  ];
}

/** What needs nobody: one line for each check. */
function formatRest(terminal: Terminal, groups: readonly GroupDiagnosis[]): string {
  const blocks = groups.flatMap(({ title, diagnoses }) => {
    const lines = diagnoses
      .filter(({ status }) => status === 'pass' || status === 'skip')
      .flatMap(({ status, check, what }) => {
        const mark = `  ${WORDS[status]}  ${check.padEnd(CHECK_WIDTH)} `;
        const [first = '', ...rest] = bullet(terminal, what, mark);
        return [
          first.replace(WORDS[status], terminal.paint(STYLES[status], WORDS[status])),
          ...rest,
        ];
      });
    return lines.length === 0 ? [] : [[terminal.paint('bold', title), ...lines].join('\n')];
  });
  return blocks.join('\n');
}

const CHECK_WIDTH = 20;

function formatSummary(terminal: Terminal, groups: readonly GroupDiagnosis[]): string {
  const { fail, warn, pass, skip } = countStatuses(groups);
  const parts = [
    fail === 0 ? '' : `${fail} ${fail === 1 ? 'fails' : 'fail'}`,
    warn === 0 ? '' : `${warn} to look at`,
    `${pass} fine`,
    skip === 0 ? '' : `${skip} not looked at`,
  ].filter((part) => part !== '');
  const style = fail > 0 ? 'red' : 'green';
  return terminal.paint(style, parts.join(', '));
}
