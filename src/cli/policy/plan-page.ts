// What `farend policy plan` shows of one Asterisk: how it stands, what would change and where, what the
// reload takes along, what to be aware of, and what to do next.

import type { PlanReport } from '../../app/policy/policy-report.ts';
import { escapeControl } from '../../base/escape-control.ts';
import { hasDrift, type PlanCounts } from '../../policy/policy-plan.ts';
import type { Terminal } from '../terminal.ts';
import { formatCautions } from './plan-cautions.ts';
import { formatChanges, formatRemovals } from './plan-changes.ts';
import { formatDecisions } from './plan-decisions.ts';
import { bullet, countOf, paragraph } from './plan-text.ts';

export interface PlanPageOptions {
  /** Why each endpoint is as it is, and how it is. */
  readonly hasDecisions: boolean;
  /** `farend policy apply -c farend.yaml`: what carries this plan out; undefined: that is under way. */
  readonly applyCommand: string | undefined;
}

export function formatPlanPage(
  terminal: Terminal,
  report: PlanReport,
  { hasDecisions, applyCommand }: PlanPageOptions,
): string {
  const parts = [
    formatHead(terminal, report),
    ...(hasDecisions ? formatDecisions(terminal, report.decisions) : []),
    ...formatChanges(terminal, report.changes),
    ...formatRemovals(terminal, report.removals),
    ...formatTouched(terminal, report),
    ...formatCautions(terminal, report),
    ...formatNextStep(terminal, report, applyCommand),
  ];
  return parts.join('\n\n');
}

function formatHead(terminal: Terminal, { asterisk, version, plan }: PlanReport): string {
  const { endpoints } = plan.counts;
  const about = version === '' ? 'Asterisk' : `Asterisk ${escapeControl(version)}`;
  const title = `${terminal.paint('bold', escapeControl(asterisk))}  ${about}, ${countOf(endpoints, 'endpoint')}`;
  return [title, ...paragraph(terminal, '', formatCounts(plan.counts))].join('\n');
}

/** `298 managed: 296 drifted, 2 compliant; not managed: 2 trunks, 4 others` */
function formatCounts(counts: PlanCounts): string {
  const { endpoints, managed, drifted, compliant, unknown, trunks } = counts;
  const rest = Math.max(endpoints - managed - trunks, 0);
  const states = list([
    [drifted, 'drifted'],
    [compliant, 'compliant'],
    [unknown, 'unknown'],
  ]);
  const others = list([
    [trunks, trunks === 1 ? 'trunk' : 'trunks'],
    [rest, nameOthers(rest, trunks)],
  ]);
  const first = `${managed.toLocaleString('en')} managed${states === '' ? '' : `: ${states}`}`;
  return others === '' ? first : `${first}; not managed: ${others}`;
}

function nameOthers(count: number, trunks: number): string {
  if (trunks === 0) return '';
  return count === 1 ? 'other' : 'others';
}

function list(counts: readonly (readonly [amount: number, what: string])[]): string {
  return counts
    .filter(([amount]) => amount > 0)
    .map(([amount, what]) => `${amount.toLocaleString('en')} ${what}`.trimEnd())
    .join(', ');
}

/** What is changed beside the settings themselves: lines of the operator's files, and what a reload reads. */
function formatTouched(terminal: Terminal, report: PlanReport): string[] {
  const { missingLines, modules, editedFiles } = report;
  const lines = missingLines.flatMap(({ file, line }) => [
    ...paragraph(terminal, '', `One line is added at the end of ${file}:`),
    `  ${escapeControl(line)}`,
  ]);
  if (lines.length > 0) lines.push("Nothing else changes outside of farend's own directory.");
  const reload =
    modules.length === 0
      ? []
      : paragraph(
          terminal,
          '',
          `Asterisk loads ${modules.join(' and ')} again; registrations and calls go on.`,
        );
  const edited =
    editedFiles.length === 0
      ? []
      : [
          ...paragraph(
            terminal,
            '',
            'It then takes up, too, what was changed by others in these files since it read them last:',
          ),
          ...editedFiles.flatMap((file) => bullet(terminal, file)),
        ];
  const touched = [...lines, ...reload, ...edited];
  return touched.length === 0 ? [] : [touched.join('\n')];
}

function formatNextStep(
  terminal: Terminal,
  { plan, changes, textsToPaste, unwritable }: PlanReport,
  applyCommand: string | undefined,
): string[] {
  if (applyCommand === undefined) return [];
  if (!hasDrift(plan))
    return [unwritable === 0 ? 'Nothing is to be done.' : 'There is nothing that farend can do.'];
  const isAllPasted =
    plan.removals.length === 0 && changes.every(({ writer }) => writer === 'paste');
  const next = isAllPasted ? [] : ['Nothing has been changed yet. To do it:', `  ${applyCommand}`];
  const paste =
    textsToPaste.length === 0
      ? []
      : paragraph(
          terminal,
          '',
          'Paste the texts above where they belong, and look again with farend policy plan.',
        );
  return [[...next, ...paste].join('\n')];
}
