// The router of an address gave its phones other ports, all within minutes: it was started anew, or it
// forgets too soon. The phones are at their new ports by then; calls were lost meanwhile.

import { formatTime } from '../../correlation/plain-words.ts';
import type { AddressFacts, PortMove } from '../facts/address-facts.ts';
import type { AddressRule } from '../rule.ts';

/** Phones refresh at their own times: five minutes see most of them, a quarter of an hour nearly all. */
const WITHIN_MS = 900_000;
/** Two phones may move by chance; a third and more at one address have a common cause. */
const FEWEST = 3;
/** Of the phones that are registered there. */
const SHARE = 0.5;
const SHOWN = 5;

export const rebindingStorm: AddressRule = {
  kind: 'address',
  name: 'rebinding-storm',
  find(facts, { now }) {
    const moves = listMoves(facts, now);
    const phones = countRegistered(facts);
    if (moves.length < FEWEST || moves.length < phones * SHARE) return undefined;
    const [first] = moves as [PortMove];
    return {
      severity: 'info',
      since: first.time,
      summary: `${moves.length} of ${phones} phones at ${namePlace(facts)} came back from other ports within minutes.`,
      description:
        'A router that is started anew forgets which port leads to which phone. Each phone is reached again from its next REGISTER on; calls before that did not arrive.',
      evidence: moves
        .slice(0, SHOWN)
        .map(({ time, from, to }) => `${formatTime(time)}: from ${from} to ${to}`),
      remedy: [
        'If the router was started anew, nothing: it is over.',
        'If it happens again and again: look for a router that loses its power or line, or whose NAT table is too small.',
        'Phones that register every 300 s or oftener are found again sooner.',
      ],
    };
  },
};

/** The earliest first. */
function listMoves({ moves }: AddressFacts, now: number): readonly PortMove[] {
  return [...(moves?.values() ?? [])].filter(({ time }) => now - time <= WITHIN_MS);
}

function countRegistered({ devices }: AddressFacts): number {
  return [...devices].filter(({ record }) => record.isRegistered).length;
}

function namePlace({ address, site }: AddressFacts): string {
  return site === '' || site === address ? address : `${site} (${address})`;
}
