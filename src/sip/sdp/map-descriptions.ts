// Session descriptions inside a message body: the body itself, or parts of a multipart one. Where
// one is changed, the Content-Length of its own part follows; all other bytes stay.

import { equalsIgnoringCase, trimEnd } from '../characters.ts';
import { unfold } from '../header-values.ts';
import { MessageEdit } from '../message-edit.ts';
import { type BodyPart, listParts } from './multipart.ts';

/** A multipart in a multipart is read, one inside that is not. */
const DEEPEST = 2;
/** What is encoded, compressed or encrypted does not begin like this. */
const isDescription = /^v=0\r?\n/;

/**
 * Calls `change` with each session description of a body.
 *
 * @param contentType value of the header, parameters included
 * @param change the description that takes the place of the given one, or undefined
 * @returns the new body; undefined when nothing changed
 */
export function mapDescriptions(
  body: string,
  contentType: string,
  change: (description: string) => string | undefined,
  depth = 0,
): string | undefined {
  const semicolon = contentType.indexOf(';');
  const typeEnd = trimEnd(contentType, 0, semicolon < 0 ? contentType.length : semicolon);
  if (equalsIgnoringCase(contentType, 0, typeEnd, 'application/sdp'))
    return isDescription.test(body) ? change(body) : undefined;
  const isMultipart = equalsIgnoringCase(contentType, 0, 'multipart/'.length, 'multipart/');
  if (!isMultipart || depth === DEEPEST) return undefined;
  const edit = new MessageEdit();
  let isChanged = false;
  for (const part of listParts(body, contentType)) {
    const type = readHeader(body, part, contentTypeLine)?.text ?? '';
    const old = body.slice(part.bodyStart, part.bodyEnd);
    const changed = mapDescriptions(old, unfold(type).trim(), change, depth + 1);
    if (changed === undefined) continue;
    correctLength(edit, body, part, changed.length - old.length);
    edit.replace(part.bodyStart, part.bodyEnd, changed);
    isChanged = true;
  }
  return isChanged ? edit.apply(body, body.length) : undefined;
}

const contentTypeLine = /^content-type[ \t]*:[ \t]*((?:[^\r\n]|\r?\n[ \t])*)/im;
const contentLengthLine = /^content-length[ \t]*:[ \t]*(\d{1,9})[ \t]*\r?$/im;

interface PartHeader {
  readonly start: number;
  readonly text: string;
}

function readHeader(
  body: string,
  { headersStart, bodyStart }: BodyPart,
  line: RegExp,
): PartHeader | undefined {
  const match = line.exec(body.slice(headersStart, bodyStart));
  const text = match?.[1];
  if (match === null || text === undefined) return undefined;
  const start = headersStart + match.index + match[0].indexOf(text, match[0].indexOf(':'));
  return { start, text };
}

/** Some say whether or not the last line break counts, so the length moves and is not made anew. */
function correctLength(edit: MessageEdit, body: string, part: BodyPart, growth: number): void {
  const length = readHeader(body, part, contentLengthLine);
  if (length === undefined) return;
  const { start, text } = length;
  edit.replace(start, start + text.length, String(Number(text) + growth));
}
