// Problems and warnings of a configuration file, one line each: FILE:LINE:COLUMN path: what, cure.

import { formatPlace, formatProblem, type Problem } from '../config/problem.ts';
import type { Terminal } from './terminal.ts';

/** Warnings say so at the start of their line; problems need no word. */
export function printProblems(
  terminal: Terminal,
  problems: readonly Problem[],
  warnings: readonly Problem[],
): void {
  for (const problem of problems) terminal.print(paintLine(terminal, problem));
  for (const warning of warnings) {
    terminal.print(`${terminal.paint('yellow', 'warning:')} ${paintLine(terminal, warning)}`);
  }
}

function paintLine(terminal: Terminal, problem: Problem): string {
  const place = formatPlace(problem);
  return terminal.paint('bold', place) + formatProblem(problem).slice(place.length);
}

/** `3 problems, 1 warning` */
export function countProblems(problems: readonly Problem[], warnings: readonly Problem[]): string {
  return [count(problems.length, 'problem'), count(warnings.length, 'warning')]
    .filter((part) => part !== '')
    .join(', ');
}

function count(amount: number, noun: string): string {
  if (amount === 0) return '';
  return amount === 1 ? `1 ${noun}` : `${amount} ${noun}s`;
}
