// What an installation would do, file by file, as a person reads it before he agrees.

import type { InstallPlan } from '../../app/install/install-run.ts';
import { escapeControl } from '../../base/escape-control.ts';
import type { InstallStep } from '../../install/install-step.ts';
import type { Terminal } from '../terminal.ts';

export function formatInstallPlan(terminal: Terminal, { steps, remarks }: InstallPlan): string {
  const lines = steps.flatMap((step, index) => formatStep(terminal, step, index + 1));
  const notes = remarks.map((remark) => `- ${escapeControl(remark)}`);
  return [...lines, ...(notes.length > 0 ? ['Note:', ...notes] : [])].join('\n').trimEnd();
}

function formatStep(terminal: Terminal, step: InstallStep, number: number): string[] {
  const { what, file, text } = step;
  const title =
    file === undefined ? what : `${terminal.paint('bold', escapeControl(file))}  ${what}`;
  const body = (text ?? '').trimEnd().split('\n');
  return [
    `${number}. ${title}`,
    ...(text === undefined
      ? []
      : body.map((line) => terminal.paint('dim', `   | ${escapeControl(line)}`.trimEnd()))),
    ...(text === undefined ? [] : ['']),
  ];
}

/** Without secrets: what has one shows SECRET_MARK. */
export function describeInstallPlan({ steps, remarks }: InstallPlan): object {
  return {
    steps: steps.map(({ kind, what, file = null, text = null }) => ({ kind, what, file, text })),
    remarks,
  };
}
