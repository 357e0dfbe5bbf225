// Where farend saw the phone's packets come from, as its log tells for each REGISTER.

import type { FarendLogLine } from '../../support/farend.ts';
import type { FindOutside } from './list-steps.ts';

/**
 * The public address of a REGISTER and its answer is the one that farend logged for this CSeq. A
 * request of Asterisk's goes to the address of the first REGISTER that was accepted; from where the
 * phone's answer to it came, nobody tells.
 */
export function readFarendSources(log: readonly FarendLogLine[], callId: string): FindOutside {
  const lines = log.filter((line) => line.callId === callId && typeof line.source === 'string');
  const sources = new Map(lines.map((line) => [`${line.cSeq} REGISTER`, String(line.source)]));
  const accepted = lines.find((line) => Number(line.statusCode) < 300);
  return ({ cSeq, label }) => {
    const source = label === 'OPTIONS' ? accepted?.source : sources.get(cSeq);
    return source === undefined ? [] : [String(source)];
  };
}
