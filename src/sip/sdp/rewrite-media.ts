// Where a session description says that media goes: what the other side of a NAT needs to be told.

import { MessageEdit } from '../message-edit.ts';
import { type Candidate, mapCandidates, parseCandidate } from './candidates.ts';
import {
  type DescriptionLine,
  findAddress,
  isUnspecified,
  listLines,
} from './description-lines.ts';
import { mapDescriptions } from './map-descriptions.ts';

export interface MediaRewrite {
  /** The addresses to replace; asked about whatever stands in the place of one. */
  readonly from: { has(address: string): boolean };
  /** IP literal without brackets. Addresses of the other family stay. */
  readonly address: string;
}

/**
 * Puts `address` in the place of those in `from`: in `c=`, `o=` and `a=rtcp`, and as a further
 * candidate beside each host candidate. `0.0.0.0` stays: it means hold.
 *
 * @param body one character per byte
 * @param contentType value of the message's Content-Type
 * @returns the new body; undefined when nothing changes
 */
export function rewriteMedia(
  body: string,
  contentType: string,
  media: MediaRewrite,
): string | undefined {
  return mapDescriptions(body, contentType, (description) => rewriteOne(description, media));
}

function rewriteOne(description: string, { from, address }: MediaRewrite): string | undefined {
  const edit = new MessageEdit();
  const lines = listLines(description);
  const isIpv6 = address.includes(':');
  const isInside = (text: string) =>
    text.includes(':') === isIpv6 && !isUnspecified(text) && text !== address && from.has(text);
  for (const line of lines) {
    const found = findAddress(description, line);
    if (found !== undefined && isInside(found.text))
      edit.replace(found.start, found.start + found.text.length, address);
  }
  for (const section of splitSections(description, lines))
    addCandidates(edit, description, section, (candidates) =>
      mapCandidates(candidates, isInside, address),
    );
  const changed = edit.apply(description, description.length);
  return changed === description ? undefined : changed;
}

/** The lines before the first `m=`, then those from each `m=` to the next. */
function splitSections(text: string, lines: readonly DescriptionLine[]): DescriptionLine[][] {
  const sections: DescriptionLine[][] = [[]];
  for (const line of lines) {
    if (text.startsWith('m=', line.start)) sections.push([]);
    sections.at(-1)?.push(line);
  }
  return sections;
}

/** Each new line stands after the one that it comes from, and ends as that one does. */
function addCandidates(
  edit: MessageEdit,
  text: string,
  section: readonly DescriptionLine[],
  map: (candidates: readonly Candidate[]) => Map<Candidate, string>,
): void {
  const placed = section.flatMap((line) => {
    const candidate = parseCandidate(text.slice(line.start, line.end));
    return candidate === undefined ? [] : [{ line, candidate }];
  });
  if (placed.length === 0) return;
  const added = map(placed.map(({ candidate }) => candidate));
  for (const { line, candidate } of placed) {
    const fresh = added.get(candidate);
    if (fresh === undefined) continue;
    const ending = text.slice(line.end, line.next);
    if (ending === '') edit.insert(line.next, `${firstEnding(text)}${fresh}`);
    else edit.insert(line.next, `${fresh}${ending}`);
  }
}

/** The last line may end in nothing: then the first one says what a line ends in here. */
function firstEnding(text: string): string {
  const lineBreak = text.indexOf('\n');
  return text.charAt(lineBreak - 1) === '\r' ? '\r\n' : '\n';
}
