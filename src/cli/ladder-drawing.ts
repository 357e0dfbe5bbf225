// A conversation as a sequence drawing: a lifeline for each machine, a row for each message with its
// time, its ports and how often it came. ✗ where an answer went elsewhere than the request came from.

import type { Ladder, LadderRow } from '../app/explain/ladder-book.ts';
import { escapeControl } from '../base/escape-control.ts';
import { type Line, measureLine, padLine, span } from './spans.ts';

interface Lane {
  readonly title: string;
  /** What the ends of its messages begin with: an address, or address:port. */
  readonly place: string;
}

interface Drawing {
  readonly ladder: Ladder;
  readonly lanes: readonly Lane[];
  /** Columns of the lifelines. */
  readonly columns: readonly number[];
  readonly hasPorts: boolean;
}

export interface LadderOptions {
  /** Of the phone: it stands at the left. */
  readonly phone: string;
  /** Address:port of each. */
  readonly servers: readonly string[];
  readonly width: number;
}

const TIME_WIDTH = 14;
const NARROWEST_GAP = 24;
const WIDEST_GAP = 60;
const MAX_LANES = 4;

export function drawLadder(ladder: Ladder, options: LadderOptions): Line[] {
  const drawing = planDrawing(ladder, options);
  const rows = ladder.rows.flatMap((row, at) => [
    ...(ladder.skipped > 0 && at === SKIPPED_AFTER
      ? [drawNote(drawing, countSkipped(ladder))]
      : []),
    drawRow(row, drawing),
  ]);
  return [
    drawHeads(drawing, ({ title }) => title, 'bold'),
    drawHeads(drawing, ({ place }) => place, 'dim'),
    ...rows,
    ...listNotes(ladder).map((note) => drawNote(drawing, note)),
  ];
}

/** Where ladders leave messages out. */
const SKIPPED_AFTER = 6;

function countSkipped({ skipped }: Ladder): string {
  return `… ${skipped} message${skipped === 1 ? '' : 's'} more …`;
}

function planDrawing(ladder: Ladder, { phone, servers, width }: LadderOptions): Drawing {
  const { rows } = ladder;
  // Several programs of one machine are told apart by their ports.
  const hasPorts = !rows.some(({ from, to }) => readHost(from) === readHost(to));
  const placeOf = (end: string) => (hasPorts ? readHost(end) : end);
  const serverPlaces = new Set(servers.map(placeOf));
  const places = orderPlaces(
    rows.flatMap(({ from, to }) => [placeOf(from), placeOf(to)]),
    serverPlaces,
  );
  const lanes = places.map((place, at) => ({
    title: nameLane(at, place, places, serverPlaces, phone),
    place,
  }));
  const gaps = Math.max(lanes.length - 1, 1);
  const room = Math.floor((width - TIME_WIDTH - 1) / gaps);
  const gap = Math.min(Math.max(room, NARROWEST_GAP), WIDEST_GAP);
  return { ladder, lanes, columns: lanes.map((_, at) => TIME_WIDTH + at * gap), hasPorts };
}

/** As they appear on the way from the phone. */
function orderPlaces(ends: readonly string[], servers: ReadonlySet<string>): string[] {
  const places = [...new Set(ends)].slice(0, MAX_LANES);
  return servers.has(places[0] ?? '') ? places.reverse() : places;
}

function nameLane(
  at: number,
  place: string,
  places: readonly string[],
  servers: ReadonlySet<string>,
  phone: string,
): string {
  if (at === 0) return phone;
  if (servers.has(place)) return 'server';
  return at < places.length - 1 ? 'proxy' : 'other end';
}

function readHost(end: string): string {
  return end.slice(0, end.lastIndexOf(':'));
}

function readPort(end: string): string {
  return end.slice(end.lastIndexOf(':'));
}

/** Names begin at their lifeline; the last one ends there. */
function drawHeads(
  { lanes, columns }: Drawing,
  read: (lane: Lane) => string,
  style: 'bold' | 'dim',
): Line {
  let line: Line = [];
  for (const [at, lane] of lanes.entries()) {
    const text = escapeControl(read(lane));
    const column = columns[at] ?? 0;
    const isLast = at === lanes.length - 1 && at > 0;
    const start = isLast ? column + 1 - text.length : column;
    const isTight = at > 0 && measureLine(line) >= start;
    line = [...padLine(line, start), span(isTight ? ` ${text}` : text, style)];
  }
  return line;
}

function drawRow(row: LadderRow, drawing: Drawing): Line {
  const { lanes, columns, hasPorts } = drawing;
  const time = span(formatTimeOfDay(row.time), 'dim');
  const place = (end: string) =>
    lanes.findIndex((lane) => lane.place === (hasPorts ? readHost(end) : end));
  const [from, to] = [place(row.from), place(row.to)];
  let line: Line = padLine([time], TIME_WIDTH);
  if (from < 0 || to < 0 || from === to) return [...line, span(formatLabel(row).trim())];
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  for (const [at, column] of columns.entries()) {
    // An arrow passes over the lifelines in between.
    if (at > left && at < right) continue;
    const arrow =
      at === right ? drawArrow(row, drawing, from < to, column - measureLine(line)) : [];
    line = [...padLine([...line, ...arrow], column), span('│', 'dim')];
  }
  return line;
}

/** Between two lifelines: the port at each end, the label in the middle. */
function drawArrow(row: LadderRow, drawing: Drawing, isRightward: boolean, width: number): Line {
  const isLost = isAstray(row, drawing.ladder);
  const ports = drawing.hasPorts ? [readPort(row.from), readPort(row.to)] : ['', ''];
  const [leftPort = '', rightPort = ''] = isRightward ? ports : [...ports].reverse();
  const left = leftPort === '' ? '' : `${leftPort} `;
  const right = rightPort === '' ? '' : ` ${rightPort} `;
  const label = formatLabel(row);
  const shaft = centre(label, width - left.length - right.length - 1);
  const head = isRightward ? '▶' : '◀';
  const tip = isLost ? '✗' : head;
  const style = isLost ? 'red' : chooseStyle(row);
  return [
    span(left, isLost && !isRightward ? 'red' : 'cyan'),
    span(isRightward ? `${shaft}${tip}` : `${tip}${shaft}`, style),
    span(right, 'cyan'),
  ];
}

function chooseStyle({ isRequest, label }: LadderRow): 'yellow' | 'green' | 'magenta' {
  if (isRequest) return 'yellow';
  return /^[12]/.test(label) ? 'green' : 'magenta';
}

function formatLabel({ label, hasCredentials, count }: LadderRow): string {
  const credentials = hasCredentials ? ' with credentials' : '';
  const times = count > 1 ? ` ×${count}` : '';
  return ` ${escapeControl(label)}${credentials}${times} `;
}

/** The label in the middle of a line; a narrow gap takes its end first. */
function centre(label: string, width: number): string {
  const text = label.length > width ? `${label.trim().slice(0, Math.max(width - 1, 0))}…` : label;
  const rest = Math.max(0, width - text.length);
  const before = Math.floor(rest / 2);
  return `${'─'.repeat(before)}${text}${'─'.repeat(rest - before)}`;
}

/** An answer that went elsewhere than its request came from, which then came again. */
function isAstray(row: LadderRow, { rows }: Ladder): boolean {
  if (row.isRequest) return false;
  const requests = rows.filter(
    ({ isRequest, cSeq, method }) => isRequest && cSeq === row.cSeq && method === row.method,
  );
  const isElsewhere = requests.length > 0 && requests.every(({ from }) => from !== row.to);
  const repeats = requests.reduce((sum, { count }) => sum + count, 0);
  return isElsewhere && repeats > 1;
}

/** What did not happen has no arrow. */
function listNotes({ rows }: Ladder): string[] {
  const last = rows.findLast(({ isRequest, method }) => isRequest && method !== 'ACK');
  if (last === undefined || last.count < 2) return [];
  const isAnswered = rows.some(
    ({ isRequest, cSeq, method }) => !isRequest && cSeq === last.cSeq && method === last.method,
  );
  if (isAnswered) return [];
  const seconds = (last.lastTime - last.time) / 1_000;
  return [
    `${last.label} was sent ${last.count} times in ${seconds.toFixed(1)} s: no answer in the capture`,
  ];
}

function drawNote({ columns }: Drawing, note: string): Line {
  const first = columns[0] ?? 0;
  const start: Line = [...padLine([], first), span('│', 'dim'), span(` ${note} `, 'italic')];
  return [...padLine(start, columns.at(-1) ?? first), span('│', 'dim')];
}

/** `07:00:00.012`, UTC. */
function formatTimeOfDay(timeMs: number): string {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(11, 23);
}
