// Programs that look for open PBXs. They come every day, from everywhere, and cannot do anything to
// accounts with good passwords: one finding for all of them together.

import { formatTime } from '../../correlation/plain-words.ts';
import type { ScannerSeen } from '../facts/scanner-facts.ts';
import type { FarendRule } from '../rule.ts';

/** One that has been silent for an hour has gone on to others. */
const COUNTS_MS = 3_600_000;
const SHOWN = 10;

export const scanner: FarendRule = {
  kind: 'farend',
  name: 'scanner',
  find({ scanners }, { now }) {
    const seen = scanners.listSince(now - COUNTS_MS);
    const [latest] = seen;
    if (latest === undefined) return undefined;
    const who =
      seen.length === 1
        ? `${latest.address} looks`
        : `${seen.length} addresses, among them ${latest.address}, look`;
    return {
      severity: 'info',
      summary: `${who} for open PBXs here.`,
      description:
        'Programs on the internet try every address for SIP, and then common account names. Those that are known by name get no answer from farend.',
      evidence: seen.slice(0, SHOWN).map(describe),
      remedy: [
        'Nothing has to be done where all accounts have long random passwords.',
        'What farend bans by itself is shown by farend bans; a firewall that lets only known networks in keeps them all out.',
      ],
      since: Math.min(...seen.map(({ since }) => since)),
    };
  },
};

/** Counts grow all the time: a power of ten says enough. */
function describe({ address, since, count, name }: ScannerSeen): string {
  const least = 10 ** Math.floor(Math.log10(Math.max(count, 1)));
  const times = least === 1 ? 'since' : `${least} times and more since`;
  return `${address} ${times} ${formatTime(since)}${name === '' ? '' : `, as ${name}`}`;
}
