// The Via below another one, in the same header line or in the next (RFC 3261 §7.3.1).

import { COMMA, skipWhitespace } from './characters.ts';
import { headerName } from './header-name.ts';
import type { MessageView } from './message-view.ts';
import { ParseFailure } from './parse-failure.ts';
import { type ViaView, viewVia } from './via.ts';

/** A Via value and the header line that it stands in. */
export interface PlacedVia {
  readonly via: ViaView;
  readonly line: number;
}

/** The Via after this one; undefined when there is none that can be read. */
export function findNextVia(message: MessageView, { via, line }: PlacedVia): PlacedVia | undefined {
  const { text } = message;
  const lineEnd = message.lineEnd(line);
  const comma = skipWhitespace(text, via.end, lineEnd);
  if (comma < lineEnd && text.charCodeAt(comma) === COMMA)
    return place(message, line, skipWhitespace(text, comma + 1, lineEnd));
  const next = message.find(headerName.via, line + 1);
  return next < 0 ? undefined : place(message, next, message.valueStart(next));
}

function place(message: MessageView, line: number, start: number): PlacedVia | undefined {
  const via = viewVia(message.text, start, message.lineEnd(line));
  return via instanceof ParseFailure ? undefined : { via, line };
}
