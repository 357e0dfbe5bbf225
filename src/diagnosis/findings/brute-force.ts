// Somebody guesses passwords: credentials for an account are refused faster than any phone tries, or
// for several accounts from one port: behind a router each phone has a port of its own.

import { formatTime } from '../../correlation/plain-words.ts';
import type { AddressFacts } from '../facts/address-facts.ts';
import type { AddressRule } from '../rule.ts';

/** Phones with a wrong password try every half a minute, impatient ones every 15 s. */
const FASTEST_PHONE_MS = 15_000;
/** So many that fast are no phone that is out of patience. */
const FEWEST_TRIES = 20;
/** Programs try several times in a second; each 3 s is no phone. */
const FASTEST_MS = 3_000;
const FEWEST_FAST_TRIES = 5;
const FEWEST_ACCOUNTS = 5;
/** After that long without another try it is over; longer than a failed account is told. */
const COUNTS_MS = 3_600_000;
const SHOWN = 5;

export const bruteForce: AddressRule = {
  kind: 'address',
  name: 'brute-force',
  find(facts, { now }) {
    const tries = listTries(facts).filter(({ lastAt }) => now - lastAt <= COUNTS_MS);
    const fast = tries.filter(isFast);
    const guessed = fast.length > 0 ? fast : findSpray(tries);
    if (guessed.length === 0) return undefined;
    const { address } = facts;
    const since = Math.min(...guessed.map((each) => each.since));
    const total = guessed.reduce((sum, { count }) => sum + count, 0);
    return {
      severity: 'warning',
      since,
      summary: `Somebody at ${address} guesses passwords.`,
      description:
        'Asterisk refuses one password after the other from there. A phone with a wrong password tries slowly, and only its own account.',
      evidence: [
        `${10 ** Math.floor(Math.log10(total))} and more refused requests with credentials from ${address} since ${formatTime(since)}`,
        `it tries ${guessed
          .slice(0, SHOWN)
          .map(({ account }) => account)
          .join(', ')}`,
      ],
      remedy: [
        `See whether farend has banned it: farend bans; if not: farend bans add ${address}, or let fail2ban do it.`,
        'Give the accounts that it tries long random passwords.',
        'If your own phones are there: correct their passwords, and end the ban.',
      ],
    };
  },
};

/** Refused credentials for one account. */
interface Tries {
  readonly account: string;
  /** address:port, '' unknown. */
  readonly source: string;
  readonly count: number;
  readonly since: number;
  readonly lastAt: number;
}

function listTries({ devices, guesses }: AddressFacts): Tries[] {
  const tries: Tries[] = guesses === undefined ? [] : [{ ...guesses, source: '' }];
  for (const { record } of devices) {
    const { trouble, wire, aor, flows } = record;
    const isRefused = trouble?.kind === 'wrong-password' || trouble?.kind === 'credentials-refused';
    // Who has registered before is a phone.
    if (!isRefused || wire === undefined || flows.length > 0) continue;
    const { count, since } = trouble;
    tries.push({ account: aor, source: wire.source, count, since, lastAt: wire.lastSeen });
  }
  return tries;
}

function isFast({ count, since, lastAt }: Tries): boolean {
  const eachMs = (lastAt - since) / count;
  return (
    (count >= FEWEST_TRIES && eachMs < FASTEST_PHONE_MS) ||
    (count >= FEWEST_FAST_TRIES && eachMs < FASTEST_MS)
  );
}

function findSpray(tries: readonly Tries[]): readonly Tries[] {
  const bySource = Map.groupBy(
    tries.filter(({ source }) => source !== ''),
    ({ source }) => source,
  );
  return [...bySource.values()].find((group) => group.length >= FEWEST_ACCOUNTS) ?? [];
}
