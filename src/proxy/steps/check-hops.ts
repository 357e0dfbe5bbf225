// Max-Forwards (RFC 3261 §16.3 step 3, §16.6 step 3): none left is answered 483, else one less; a
// request that came without gets one.

import type { Request } from '../message.ts';
import { type Outcome, respond } from '../outcome.ts';

const INITIAL_MAX_FORWARDS = 70;

export function checkHops(request: Request): Outcome {
  const { maxForwards, lines } = request.mandatory;
  if (maxForwards === 0) return respond(483, 'too-many-hops');
  if (maxForwards < 0) {
    const line = `Max-Forwards: ${INITIAL_MAX_FORWARDS}\r\n`;
    request.edit.insert(request.view.lineStart(lines.cSeqLine), line);
    return undefined;
  }
  const { view } = request;
  const start = view.valueStart(lines.maxForwardsLine);
  request.edit.replace(start, view.valueEnd(lines.maxForwardsLine), String(maxForwards - 1));
  return undefined;
}
