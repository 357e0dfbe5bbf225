// Values as they may stand in an event: one line, no control characters, as long as Asterisk reads.

import { cutBytes } from '../../asterisk/ami/ami-text.ts';
import type { EventHeaders } from './sender.ts';

/** An AMI line of Asterisk has 1024 bytes, with the name of the header. */
const MAX_VALUE_BYTES = 1000;

/** Control characters are left out, and what is too long is cut at the end of a character. */
function formatValue(value: string): string {
  // Line and paragraph separators break a line for some readers, too.
  return cutBytes(value.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ''), MAX_VALUE_BYTES);
}

export function formatHeaders(headers: EventHeaders): EventHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, formatValue(value)]),
  );
}
