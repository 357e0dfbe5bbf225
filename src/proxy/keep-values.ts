// Takes values out of a header that is a list (RFC 3261 §7.3.1): a line that loses all of its values goes
// whole, one that keeps all of them stays as it came.

import type { ValueSpan } from '../sip/header-values.ts';
import type { Message } from './message.ts';

/**
 * One pass: a stranger may send as many lines as a datagram has room for.
 *
 * @param values all of the header, in the order of the message
 */
export function keepValues(
  message: Message,
  values: readonly ValueSpan[],
  isKept: (value: ValueSpan, index: number) => boolean,
): void {
  for (let start = 0; start < values.length; ) {
    const { line } = values[start] as ValueSpan;
    const kept: ValueSpan[] = [];
    let next = start;
    for (; values[next]?.line === line; next += 1) {
      const value = values[next] as ValueSpan;
      if (isKept(value, next)) kept.push(value);
    }
    if (kept.length < next - start) keepOfLine(message, line, kept);
    start = next;
  }
}

function keepOfLine({ view, edit, text }: Message, line: number, kept: readonly ValueSpan[]): void {
  if (kept.length === 0) edit.removeLine(view, line);
  else {
    const value = kept.map(({ start, end }) => text.slice(start, end)).join(', ');
    edit.replace(view.valueStart(line), view.valueEnd(line), value);
  }
}
