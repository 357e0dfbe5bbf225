// One Via value (RFC 3261 §20.42): who sent this, and where an answer goes.

import {
  COMMA,
  EQUALS,
  equalsIgnoringCase,
  QUOTE,
  SEMICOLON,
  skipQuoted,
  skipToken,
  skipWhitespace,
  trimEnd,
} from './characters.ts';
import { unfold } from './header-values.ts';
import { type HostPort, parseHostPort } from './host-port.ts';
import { formatParameters, type Parameter, parseParameters } from './parameters.ts';
import { ParseFailure } from './parse-failure.ts';

/** RFC 3261 §8.1.1.7: branches of this specification begin so. */
export const BRANCH_COOKIE = 'z9hG4bK';

/** Where one parameter stands; all -1 when it is not there. */
interface Span {
  /** Offset of the `;`. */
  readonly start: number;
  /** Offset of the value; equals `end` without one. */
  readonly valueStart: number;
  readonly end: number;
}

const absent: Span = { start: -1, valueStart: -1, end: -1 };

/** As everybody writes it. */
const USUAL_PROTOCOL = 'SIP/2.0/';

export interface ViaView {
  readonly start: number;
  /** As written: `UDP`, `TCP`, `TLS`, … */
  readonly transport: string;
  readonly sentBy: HostPort;
  /** Offset of the first `;`, or `end`. */
  readonly parametersStart: number;
  readonly branch: Span;
  readonly received: Span;
  readonly rport: Span;
  /** One of them stands there more than once. */
  readonly isAmbiguous: boolean;
  /** Offset after the value, white space before a comma excluded. */
  readonly end: number;
}

/** Reads the first of the comma-joined values in text[start, end). */
export function viewVia(text: string, start: number, end: number): ViaView | ParseFailure {
  const transportStart = text.startsWith(USUAL_PROTOCOL, start)
    ? start + USUAL_PROTOCOL.length
    : findTransport(text, start, end);
  const transportEnd = skipToken(text, transportStart, end);
  // Offsets in the line are those in the text, and no search in it runs past the end.
  const line = text.slice(0, end);
  const sentByEnd = findSentByEnd(line, transportEnd);
  const sentBy = parseHostPort(text, transportEnd, sentByEnd);
  if (transportEnd === transportStart || sentBy === undefined)
    return new ParseFailure('bad-via', start);
  const transport = text.slice(transportStart, transportEnd);
  return viewParameters(text, line, start, transport, sentBy, sentByEnd);
}

/** Offset after `protocol-name / protocol-version /`; `end` when they are not there. */
function findTransport(text: string, start: number, end: number): number {
  const firstSlash = text.indexOf('/', start);
  const secondSlash = firstSlash < 0 ? -1 : text.indexOf('/', firstSlash + 1);
  return secondSlash < 0 || secondSlash >= end ? end : skipWhitespace(text, secondSlash + 1, end);
}

function findSentByEnd(line: string, start: number): number {
  return Math.min(find(line, ';', start), find(line, ',', start));
}

/** Offset of the first `character` from `start` on, or the end of the line. */
function find(line: string, character: string, start: number): number {
  const at = line.indexOf(character, start);
  return at < 0 ? line.length : at;
}

/** One pass over the parameters, up to the comma before the next value. */
function viewParameters(
  text: string,
  line: string,
  start: number,
  transport: string,
  sentBy: HostPort,
  parametersStart: number,
): ViaView {
  const end = line.length;
  let branch = absent;
  let received = absent;
  let rport = absent;
  let isAmbiguous = false;
  const isPlain = isOneValue(line, parametersStart);
  let at = parametersStart;
  while (at < end && text.charCodeAt(at) === SEMICOLON) {
    const next = isPlain ? find(line, ';', at + 1) : findParameterEnd(text, at + 1, end);
    switch (identifyParameter(text, at + 1, next)) {
      case 'branch':
        isAmbiguous ||= branch !== absent;
        branch = viewParameter(text, at, next);
        break;
      case 'received':
        isAmbiguous ||= received !== absent;
        received = viewParameter(text, at, next);
        break;
      case 'rport':
        isAmbiguous ||= rport !== absent;
        rport = viewParameter(text, at, next);
        break;
      default:
    }
    at = next;
  }
  const valueEnd = trimEnd(text, start, at);
  return {
    start,
    transport,
    sentBy,
    parametersStart: Math.min(parametersStart, valueEnd),
    branch,
    received,
    rport,
    isAmbiguous,
    end: valueEnd,
  };
}

/** True when nothing is quoted and no other value follows, as nearly always: only `;` counts then. */
function isOneValue(line: string, start: number): boolean {
  return line.indexOf(',', start) < 0 && line.indexOf('"', start) < 0;
}

const LETTER_B = 0x62;
const LETTER_R = 0x72;

/** The first letter tells what is none of them; their lengths differ, so one comparison does the rest. */
function identifyParameter(
  text: string,
  start: number,
  end: number,
): 'branch' | 'received' | 'rport' | undefined {
  const nameStart = skipWhitespace(text, start, end);
  const letter = text.charCodeAt(nameStart) | 0x20;
  if (letter !== LETTER_B && letter !== LETTER_R) return undefined;
  const nameEnd = skipToken(text, nameStart, end);
  switch (nameEnd - nameStart) {
    case 5:
      return equalsIgnoringCase(text, nameStart, nameEnd, 'rport') ? 'rport' : undefined;
    case 6:
      return equalsIgnoringCase(text, nameStart, nameEnd, 'branch') ? 'branch' : undefined;
    case 8:
      return equalsIgnoringCase(text, nameStart, nameEnd, 'received') ? 'received' : undefined;
    default:
      return undefined;
  }
}

/** @param end of the parameter, white space included */
function viewParameter(text: string, start: number, end: number): Span {
  const nameEnd = skipToken(text, skipWhitespace(text, start + 1, end), end);
  const equals = skipWhitespace(text, nameEnd, end);
  if (equals >= end || text.charCodeAt(equals) !== EQUALS)
    return { start, valueStart: nameEnd, end: nameEnd };
  const valueStart = skipWhitespace(text, equals + 1, end);
  return { start, valueStart, end: trimEnd(text, valueStart, end) };
}

/** Offset of the `;` or `,` after a parameter, or `end`. */
function findParameterEnd(text: string, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === SEMICOLON || code === COMMA) return at;
    if (code === QUOTE) at = skipQuoted(text, at, end) - 1;
  }
  return end;
}

/** A Via taken apart for editing. */
export interface Via {
  /** Protocol, transport and sent-by, as written. */
  readonly before: string;
  readonly transport: string;
  readonly sentBy: HostPort;
  readonly parameters: readonly Parameter[];
}

/** Takes one value apart. */
export function parseVia(text: string): Via | ParseFailure {
  const view = viewVia(text, 0, text.length);
  if (view instanceof ParseFailure) return view;
  return {
    before: text.slice(0, view.parametersStart),
    transport: view.transport,
    sentBy: view.sentBy,
    parameters: parseParameters(text, view.parametersStart, text.length),
  };
}

/** The value as text: the same bytes that were parsed. */
export function formatVia(via: Via): string {
  return `${via.before}${formatParameters(via.parameters)}`;
}

/**
 * The Via value with exactly one `received` and, where `rport` is a port, exactly one `rport`
 * directly after it, whatever stood there before; on one line. They stand where `rport` stood, else
 * at the end (RFC 3581 §4, RFC 3261 §18.2.1).
 *
 * @param rport 1–65535, or 0: the answer to a phone that did not offer `rport` carries none
 */
export function stampVia(text: string, via: ViaView, received: string, rport: number): string {
  const stamp = rport === 0 ? `;received=${received}` : `;received=${received};rport=${rport}`;
  const { start, end } = via;
  if (via.isAmbiguous) return unfold(replaceAll(text, via, stamp));
  if (via.rport === absent && via.received === absent)
    return unfold(text.slice(start, end) + stamp);
  if (via.rport === absent) return unfold(cut(text, start, via.received, end) + stamp);
  const { rport: old, received: oldReceived } = via;
  const before = cutIfWithin(text, start, oldReceived, old.start);
  return unfold(before + stamp + cutIfWithin(text, old.end, oldReceived, end));
}

/** text[start, end) without the span, which lies inside. */
function cut(text: string, start: number, span: Span, end: number): string {
  return text.slice(start, span.start) + text.slice(span.end, end);
}

function cutIfWithin(text: string, start: number, span: Span, end: number): string {
  return span.start >= start && span.end <= end
    ? cut(text, start, span, end)
    : text.slice(start, end);
}

function replaceAll(text: string, via: ViaView, stamp: string): string {
  const kept = parseParameters(text, via.parametersStart, via.end).filter(
    ({ name }) => !/^(?:rport|received)$/i.test(name),
  );
  return text.slice(via.start, via.parametersStart) + formatParameters(kept) + stamp;
}

/** True when the sender put `rport` on the value (RFC 3581 §3). */
export function offersRport(via: ViaView): boolean {
  return via.rport !== absent;
}

/** The branch, or '' when there is none, as RFC 2543 allowed. */
export function readBranch(text: string, via: ViaView): string {
  return text.slice(via.branch.valueStart, via.branch.end);
}
