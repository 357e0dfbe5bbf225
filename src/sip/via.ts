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
  const sentByEnd = findSentByEnd(text, transportEnd, end);
  const sentBy = parseHostPort(text, transportEnd, sentByEnd);
  if (transportEnd === transportStart || sentBy === undefined)
    return new ParseFailure('bad-via', start);
  const transport = text.slice(transportStart, transportEnd);
  return viewParameters(text, start, transport, sentBy, sentByEnd, end);
}

/** Offset after `protocol-name / protocol-version /`; `end` when they are not there. */
function findTransport(text: string, start: number, end: number): number {
  const firstSlash = text.indexOf('/', start);
  const secondSlash = firstSlash < 0 ? -1 : text.indexOf('/', firstSlash + 1);
  return secondSlash < 0 || secondSlash >= end ? end : skipWhitespace(text, secondSlash + 1, end);
}

function findSentByEnd(text: string, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === SEMICOLON || code === COMMA) return at;
  }
  return end;
}

/** One pass over the parameters, up to the comma before the next value. */
function viewParameters(
  text: string,
  start: number,
  transport: string,
  sentBy: HostPort,
  parametersStart: number,
  end: number,
): ViaView {
  const found = { branch: absent, received: absent, rport: absent };
  let isAmbiguous = false;
  let at = parametersStart;
  while (at < end && text.charCodeAt(at) === SEMICOLON) {
    const nameStart = skipWhitespace(text, at + 1, end);
    const nameEnd = skipToken(text, nameStart, end);
    const name = identifyParameter(text, nameStart, nameEnd);
    const span = viewParameter(text, at, nameEnd, end);
    if (name !== undefined) {
      isAmbiguous ||= found[name] !== absent;
      found[name] = span;
    }
    at = findParameterEnd(text, span.end, end);
  }
  const { branch, received, rport } = found;
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

/** Their lengths differ, so each name is compared with one at most. */
function identifyParameter(
  text: string,
  start: number,
  end: number,
): 'branch' | 'received' | 'rport' | undefined {
  switch (end - start) {
    case 5:
      return equalsIgnoringCase(text, start, end, 'rport') ? 'rport' : undefined;
    case 6:
      return equalsIgnoringCase(text, start, end, 'branch') ? 'branch' : undefined;
    case 8:
      return equalsIgnoringCase(text, start, end, 'received') ? 'received' : undefined;
    default:
      return undefined;
  }
}

function viewParameter(text: string, start: number, nameEnd: number, end: number): Span {
  const equals = skipWhitespace(text, nameEnd, end);
  if (text.charCodeAt(equals) !== EQUALS || equals >= end)
    return { start, valueStart: nameEnd, end: nameEnd };
  const valueStart = skipWhitespace(text, equals + 1, end);
  const stop = findParameterEnd(text, valueStart, end);
  return { start, valueStart, end: trimEnd(text, valueStart, stop) };
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
