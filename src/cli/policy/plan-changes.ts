// The tables of a plan: for each place that is written to, who gets which setting, and which sections
// go. A reason is told once, below its table.

import type { PlanReport } from '../../app/policy/policy-report.ts';
import { escapeControl } from '../../base/escape-control.ts';
import { formatTable } from '../plain-table.ts';
import type { Terminal } from '../terminal.ts';
import { type ChangeGroup, groupBySentence, groupChanges } from './group-changes.ts';
import { formatNames } from './name-list.ts';
import { bullet, countOf } from './plan-text.ts';

/** So many groups are read by a person; the rest is counted. */
const MOST_GROUPS = 40;
const HEAD = ['ENDPOINTS', 'SETTING', 'FROM', 'TO', 'WHY'] as const;
const NARROWEST_NAMES = 24;
const INDENT = '  ';

/** @returns a paragraph for each place */
export function formatChanges(terminal: Terminal, changes: PlanReport['changes']): string[] {
  return [...Map.groupBy(changes, ({ where }) => where)].map(([where, placed]) => {
    const groups = groupChanges(placed);
    const shown = groups.slice(0, MOST_GROUPS);
    const reasons = [...new Set(shown.flatMap(({ settings }) => settings.map(({ why }) => why)))];
    return [
      terminal.paint('bold', escapeControl(where)),
      ...formatRows(terminal, shown, reasons),
      ...formatRest(groups.slice(MOST_GROUPS)),
      ...reasons.flatMap((why, at) => bullet(terminal, why, `${INDENT}(${at + 1}) `)),
    ].join('\n');
  });
}

function formatRows(
  terminal: Terminal,
  groups: readonly ChangeGroup[],
  reasons: readonly string[],
): string[] {
  const cells = groups.map(({ settings }) =>
    settings.map(({ setting, from, to, why }) => [
      escapeControl(setting),
      from === '' ? '-' : escapeControl(from),
      to === '' ? '-' : escapeControl(to),
      `(${reasons.indexOf(why) + 1})`,
    ]),
  );
  const taken = HEAD.slice(1).map((title, at) =>
    cells.flat().reduce((width, row) => Math.max(width, row[at]?.length ?? 0), title.length),
  );
  const left = taken.reduce((width, cell) => width - cell - 2, terminal.width - INDENT.length);
  const rows = groups.flatMap(({ endpoints }, at) =>
    (cells[at] ?? []).map((row, position) => [
      position === 0 ? formatNames(endpoints, Math.max(left, NARROWEST_NAMES)) : '',
      ...row,
    ]),
  );
  return formatTable(terminal, HEAD, rows)
    .split('\n')
    .map((line) => INDENT + line);
}

function formatRest(groups: readonly ChangeGroup[]): string[] {
  if (groups.length === 0) return [];
  const endpoints = groups.reduce((sum, group) => sum + group.endpoints.length, 0);
  return [`${INDENT}and ${countOf(endpoints, 'endpoint')} more: --json names all of them`];
}

/** @returns a paragraph for each place */
export function formatRemovals(terminal: Terminal, removals: PlanReport['removals']): string[] {
  return [...Map.groupBy(removals, ({ where }) => where)].map(([where, placed]) => {
    const groups = groupBySentence(
      placed,
      ({ why }) => why,
      ({ section }) => `[${section.object}] ${section.kind}`,
    );
    return [
      `${terminal.paint('bold', escapeControl(where))}: ${countOf(placed.length, 'section')} of farend's ${placed.length === 1 ? 'goes' : 'go'}`,
      ...groups.flatMap(({ sentence, names }) =>
        bullet(terminal, `${formatNames(names, terminal.width, 'sections')}: ${sentence}`),
      ),
    ].join('\n');
  });
}
