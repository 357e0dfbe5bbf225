// The sequence drawing of one phone on one path: who stands where, then a row for each message that
// was seen, then what did not happen.

import { type Line, padLine, span } from '../../../src/cli/spans.ts';
import type { DemoResult, PathResult, PhoneResult } from '../result.ts';
import type { Path } from '../try-path.ts';
import { type Drawing, drawLifeline, drawStep } from './draw-step.ts';

interface Lane {
  readonly title: string;
  readonly address: string;
}

const COLUMNS: Readonly<Record<Path, readonly number[]>> = {
  straight: [0, 14, 45],
  farend: [0, 14, 34, 50],
};

/** Columns of the whole panel. */
export const PANEL_WIDTHS: Readonly<Record<Path, number>> = { straight: 46, farend: 51 };

/** `height`: rows of the drawing; lifelines go on where there are fewer. */
export function drawPanel(
  demo: DemoResult,
  phone: PhoneResult,
  path: Path,
  height: number,
): Line[] {
  const drawing: Drawing = { columns: COLUMNS[path], publicHost: phone.publicHost };
  const lanes = listLanes(demo, phone, path);
  const rows = [
    ...phone[path].steps.map((step) => drawStep(step, drawing)),
    ...listNotes(phone[path]).map((note) => drawNote(note, drawing.columns)),
  ];
  return [
    drawHeads(lanes, drawing.columns, ({ title }) => title, 'bold'),
    drawHeads(lanes, drawing.columns, ({ address }) => address, 'dim'),
    ...rows,
    ...Array.from({ length: height - rows.length }, () => drawSilence(drawing.columns)),
  ];
}

/** How many rows the drawing needs. */
export function countRows(result: PathResult): number {
  return result.steps.length + listNotes(result).length;
}

function listLanes(demo: DemoResult, phone: PhoneResult, path: Path): Lane[] {
  const isReal = demo.stage === 'namespaces';
  const devices = [
    { title: isReal ? 'phone' : 'it says', address: phone.ownHost },
    { title: isReal ? 'router' : 'its socket', address: phone.publicHost },
  ];
  const asterisk = { title: 'Asterisk', address: path === 'farend' ? '' : demo.asteriskAddress };
  const farend = { title: 'farend', address: demo.farendAddress.split(':')[0] ?? '' };
  return path === 'farend' ? [...devices, farend, asterisk] : [...devices, asterisk];
}

/** Names begin at their lifeline; the last one ends there. */
function drawHeads(
  lanes: readonly Lane[],
  columns: readonly number[],
  read: (lane: Lane) => string,
  style: 'bold' | 'dim',
): Line {
  let line: Line = [];
  for (const [index, lane] of lanes.entries()) {
    const text = read(lane);
    const column = columns[index] ?? 0;
    const start = index === lanes.length - 1 ? column + 1 - text.length : column;
    line = [...padLine(line, start), span(text, style)];
  }
  return line;
}

/** What did not happen: it has no arrow. */
function listNotes({ challenge, registered, options }: PathResult): string[] {
  if (registered) {
    return options === 'none' ? ['Asterisk sends no OPTIONS'] : [];
  }
  return [
    ...(challenge === 'arrived' ? [] : ['no answer: the phone gives up']),
    'not registered: no OPTIONS, no calls',
  ];
}

function drawNote(note: string, columns: readonly number[]): Line {
  const start: Line = [drawLifeline(), span(` ${note}`, 'italic')];
  return [...padLine(start, columns.at(-1) ?? 0), drawLifeline()];
}

function drawSilence(columns: readonly number[]): Line {
  return columns.reduce<Line>((line, column) => [...padLine(line, column), drawLifeline()], []);
}
