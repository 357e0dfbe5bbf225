// One row of a sequence drawing: an arrow from lifeline to lifeline, which ends in ✗ where the message
// was lost.

import { type Line, type Span, span } from '../../../src/cli/spans.ts';
import type { Step } from '../trace/step.ts';

export interface Drawing {
  /** Columns of the lifelines: phone, router, a server, and behind farend Asterisk. */
  readonly columns: readonly number[];
  /** The router's public address: of it, only the port is written. */
  readonly publicHost: string;
}

/** The gap between router and server, in which the router's port stands. */
const OUTSIDE_GAP = 1;

export function drawStep(step: Step, drawing: Drawing): Line {
  const { columns } = drawing;
  const gaps = columns.slice(1).map((column, index) => column - (columns[index] ?? 0) - 1);
  const parts = gaps.flatMap((width, gap) => [
    drawLifeline(),
    ...drawGap(step, drawing, gap, width),
  ]);
  return [...parts, drawLifeline()];
}

export function drawLifeline(): Span {
  return span('│', 'dim');
}

function drawGap(step: Step, drawing: Drawing, gap: number, width: number): Line {
  const last = drawing.columns.length - 2;
  if (!isReached(step, gap, last)) {
    return [span(' '.repeat(width))];
  }
  const ports = gap === OUTSIDE_GAP ? formatOutside(step, drawing.publicHost) : '';
  const isLabelled = gap === 0 || gap === last;
  const isLoss = !step.arrived && gap === OUTSIDE_GAP;
  const arrow = drawArrow(step, isLabelled, isLoss, width - ports.length);
  return [span(ports, isLoss ? 'red' : 'cyan'), span(arrow, chooseStyle(step))];
}

/** A lost message is drawn from its sender up to the gap between router and server. */
function isReached({ direction, arrived }: Step, gap: number, last: number): boolean {
  if (arrived) {
    return true;
  }
  return direction === 'to-phone' ? gap >= OUTSIDE_GAP && gap <= last : gap <= OUTSIDE_GAP;
}

function chooseStyle(step: Step): 'red' | 'green' | 'yellow' {
  if (!step.arrived) {
    return 'red';
  }
  return step.direction === 'to-phone' ? 'green' : 'yellow';
}

/** `:41466 `, `:2484…:16386 ` from several ports, or a whole address where it is not the router's. */
function formatOutside({ outside }: Step, publicHost: string): string {
  const shown = outside.length > 1 ? [outside[0]!, outside.at(-1)!] : outside;
  const ports = shown.map((address) =>
    address.startsWith(`${publicHost}:`) ? address.slice(publicHost.length) : address,
  );
  return ports.length === 0 ? '' : `${ports.join('…')} `;
}

function drawArrow(step: Step, isLabelled: boolean, isLoss: boolean, width: number): string {
  const times = step.count > 1 ? ` ×${step.count}` : '';
  const label = isLabelled ? ` ${step.label}${times} ` : '';
  const isRightward = step.direction === 'to-server';
  const head = isRightward ? '▶' : '◀';
  const line = centre(label, width - 1);
  const tip = isLoss ? '✗' : head;
  return isRightward ? `${line}${tip}` : `${tip}${line}`;
}

/** The label in the middle of a line; a narrow gap takes its spaces first. */
function centre(label: string, width: number): string {
  const text = label.length > width ? label.trim() : label;
  const rest = Math.max(0, width - text.length);
  const before = Math.floor(rest / 2);
  return `${'─'.repeat(before)}${text}${'─'.repeat(rest - before)}`;
}
