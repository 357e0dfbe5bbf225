// What a plan makes a person aware of, the gravest first; whom it cannot help, and the text that has to
// be pasted by hand.

import type { PlanReport } from '../../app/policy/policy-report.ts';
import { escapeControl } from '../../base/escape-control.ts';
import type { PasteText } from '../../policy/paste-text.ts';
import { type PolicyWarning, policyWarnings } from '../../policy/policy-warning.ts';
import type { Terminal } from '../terminal.ts';
import { groupBySentence } from './group-changes.ts';
import { formatNames } from './name-list.ts';
import { bullet, paragraph } from './plan-text.ts';

/** So many of a kind are read by a person; the rest is counted. */
const MOST_OF_A_KIND = 10;

/** @returns a paragraph for each kind */
export function formatCautions(
  terminal: Terminal,
  { plan, remarks, textsToPaste }: PlanReport,
): string[] {
  return [
    ...policyWarnings.flatMap((name) => formatWarnings(terminal, name, plan.warnings)),
    ...formatExceptions(terminal, plan.exceptions),
    ...(remarks.length === 0
      ? []
      : [remarks.flatMap((remark) => paragraph(terminal, '', remark)).join('\n')]),
    ...textsToPaste.map((text) => formatText(terminal, text)),
  ];
}

function formatWarnings(
  terminal: Terminal,
  name: PolicyWarning['name'],
  warnings: readonly PolicyWarning[],
): string[] {
  const sentences = warnings
    .filter((warning) => warning.name === name)
    .map(({ sentence }) => sentence);
  if (sentences.length === 0) return [];
  const style = name === 'toll-fraud' ? 'red' : 'yellow';
  return [
    [
      terminal.paint(style, `warning: ${name}`),
      ...limit([...new Set(sentences)]).flatMap((sentence) => bullet(terminal, sentence)),
    ].join('\n'),
  ];
}

function formatExceptions(
  terminal: Terminal,
  exceptions: PlanReport['plan']['exceptions'],
): string[] {
  if (exceptions.length === 0) return [];
  const groups = groupBySentence(
    exceptions,
    ({ why }) => why,
    ({ endpoint }) => endpoint,
  );
  const sentences = groups.map(({ sentence, names }) =>
    names.length === 0 ? sentence : `${formatNames(names, terminal.width)}: ${sentence}`,
  );
  return [
    [
      terminal.paint('yellow', 'left out:'),
      ...limit(sentences).flatMap((sentence) => bullet(terminal, sentence)),
    ].join('\n'),
  ];
}

function limit(sentences: readonly string[]): string[] {
  const more = sentences.length - MOST_OF_A_KIND;
  if (more <= 0) return [...sentences];
  return [...sentences.slice(0, MOST_OF_A_KIND), `and ${more} more: --json tells all of them`];
}

/** As it is to be pasted: no indent, nothing cut. */
function formatText(terminal: Terminal, { target, text, note }: PasteText): string {
  const lines = text === '' ? [] : text.trimEnd().split('\n').map(escapeControl);
  return [
    terminal.paint('bold', `to paste: ${escapeControl(target)}`),
    ...(note === '' ? [] : paragraph(terminal, '', note)),
    ...(lines.length === 0 ? [] : ['', ...lines]),
  ].join('\n');
}
