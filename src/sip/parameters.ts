// Parameters as Via, URIs and name-addr values carry them: `;name=value`, order and spelling kept
// (RFC 3261 §25.1 generic-param). The hot path looks one up by name; editing works on the list.

import {
  EQUALS,
  equalsIgnoringCase,
  findOutsideQuotes,
  QUOTE,
  SEMICOLON,
  skipWhitespace,
  trimEnd,
} from './characters.ts';

export interface Parameter {
  /** As written; compare without case. */
  readonly name: string;
  /** As written, quotes included; undefined for a parameter without `=`. */
  readonly value: string | undefined;
  /** Everything between this `;` and the next, white space included. */
  readonly text: string;
}

/** Reads `;a=b;c…` from text[start, end), which is empty or begins at a `;` or white space. */
export function parseParameters(text: string, start = 0, end = text.length): Parameter[] {
  const parameters: Parameter[] = [];
  let at = findOutsideQuotes(text, SEMICOLON, start, end);
  while (at < end) {
    const next = findOutsideQuotes(text, SEMICOLON, at + 1, end);
    parameters.push(readParameter(text, at + 1, next));
    at = next;
  }
  return parameters;
}

function readParameter(text: string, start: number, end: number): Parameter {
  const equals = findOutsideQuotes(text, EQUALS, start, end);
  const nameStart = skipWhitespace(text, start, equals);
  return {
    name: text.slice(nameStart, trimEnd(text, nameStart, equals)),
    value: equals === end ? undefined : text.slice(equals + 1, end).trim(),
    text: text.slice(start, end),
  };
}

/** The list as it stands in a message: each parameter with its `;` before it. */
export function formatParameters(parameters: readonly Parameter[]): string {
  let text = '';
  for (const parameter of parameters) text += `;${parameter.text}`;
  return text;
}

/** Where a parameter stands in a text. */
export interface ParameterSpan {
  /** Offset of the `;`. */
  readonly start: number;
  /** Offset of the value's first character; equals `end` for a parameter without a value. */
  readonly valueStart: number;
  /** Offset after the parameter, white space before the next `;` excluded. */
  readonly end: number;
}

/** Finds a parameter in text[start, end) by its lower-case name; undefined when it is not there. */
export function findParameter(
  text: string,
  start: number,
  end: number,
  name: string,
): ParameterSpan | undefined {
  let at = findOutsideQuotes(text, SEMICOLON, start, end);
  while (at < end) {
    const nameStart = skipWhitespace(text, at + 1, end);
    const nameEnd = nameStart + name.length;
    if (nameEnd <= end && equalsIgnoringCase(text, nameStart, nameEnd, name)) {
      const after = skipWhitespace(text, nameEnd, end);
      const code = after === end ? SEMICOLON : text.charCodeAt(after);
      if (code === SEMICOLON) return { start: at, valueStart: nameEnd, end: nameEnd };
      if (code === EQUALS) {
        const stop = findOutsideQuotes(text, SEMICOLON, after + 1, end);
        const valueEnd = trimEnd(text, after + 1, stop);
        const valueStart = skipWhitespace(text, after + 1, valueEnd);
        return { start: at, valueStart, end: valueEnd };
      }
    }
    at = findOutsideQuotes(text, SEMICOLON, nameStart, end);
  }
  return undefined;
}

/** The value of a parameter, quotes included; '' without a value, undefined when it is not there. */
export function readParameterValue(
  text: string,
  start: number,
  end: number,
  name: string,
): string | undefined {
  const span = findParameter(text, start, end, name);
  return span === undefined ? undefined : text.slice(span.valueStart, span.end);
}

/** The text inside a quoted-string, escapes undone; any other text as it is. */
export function unquote(text: string): string {
  if (text.length < 2 || text.charCodeAt(0) !== QUOTE) return text;
  return text.slice(1, -1).replaceAll(/\\(.)/gs, '$1');
}
