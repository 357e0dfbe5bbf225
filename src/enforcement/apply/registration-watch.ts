// Which registrations a change has cost: those of before, against those of now. Pure; time is told.
// They are counted for each endpoint, since a change of rewrite_contact gives the same phone another
// contact at its next refresh.

import type { ContactState } from '../../asterisk/asterisk-event.ts';

/** Fewer of them may be chance: somebody has switched a phone off. */
const LEAST_LOST = 2;
const MAX_LOST_SHARE = 0.05;
/** A phone that starts anew, or refreshes late, is back within that time. */
const GRACE_MS = 10_000;

interface Loss {
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly since: number;
}

export class RegistrationWatch {
  private readonly before: ReadonlyMap<string, readonly ContactState[]>;
  private readonly silent: ReadonlySet<string>;
  private readonly loadedAt: number;
  private losses: ReadonlyMap<string, Loss> = new Map();
  private total = 0;

  /**
   * Silent phones do not count: what Asterisk called unreachable before the change, and what ran out
   * before Asterisk had loaded it.
   *
   * @param before the registrations before the change
   * @param loadedAt when Asterisk had loaded the change, ms since 1970
   */
  constructor(before: readonly ContactState[], loadedAt: number) {
    this.silent = new Set(before.filter(isSilent).map(formatContact));
    this.before = groupByEndpoint(before.filter((contact) => !isSilent(contact)));
    this.loadedAt = loadedAt;
    this.take(before, loadedAt);
  }

  /** @param time when they were listed, ms since 1970 */
  take(contacts: readonly ContactState[], time: number): void {
    const now = groupByEndpoint(
      contacts.filter((contact) => !isSilent(contact) && !this.silent.has(formatContact(contact))),
    );
    const losses = new Map<string, Loss>();
    this.total = 0;
    for (const [endpoint, registrations] of this.before) {
      const left = now.get(endpoint)?.length ?? 0;
      const counted = registrations.filter((contact) => !this.ranOutBefore(contact)).length;
      const expected = Math.max(counted, Math.min(left, registrations.length));
      this.total += expected;
      if (left >= expected) continue;
      const since = this.losses.get(endpoint)?.since ?? time;
      losses.set(endpoint, { count: expected - left, since });
    }
    this.losses = losses;
  }

  /** How many registrations are watched. */
  get count(): number {
    return this.total;
  }

  /** Endpoints that have fewer registrations than before, or phones that do not answer any more. */
  get lost(): readonly string[] {
    return [...this.losses.keys()];
  }

  /** More than 5 % of them are lost, and at least 2. */
  get isTooMuch(): boolean {
    return isTooMuch([...this.losses.values()], this.total);
  }

  /** Too much, for so long that they will not be back in a moment. */
  isSurelyTooMuch(time: number): boolean {
    const lasting = [...this.losses.values()].filter(({ since }) => time - since >= GRACE_MS);
    return isTooMuch(lasting, this.total);
  }

  private ranOutBefore({ expiresAt }: ContactState): boolean {
    return expiresAt !== 0 && expiresAt <= this.loadedAt;
  }
}

/** Asterisk asks it (`qualify`), and it does not answer: it is registered, and cannot be called. */
function isSilent({ status }: ContactState): boolean {
  return status === 'unreachable';
}

function isTooMuch(losses: readonly Loss[], total: number): boolean {
  const lost = losses.reduce((sum, { count }) => sum + count, 0);
  return lost >= LEAST_LOST && lost > total * MAX_LOST_SHARE;
}

function groupByEndpoint(
  contacts: readonly ContactState[],
): ReadonlyMap<string, readonly ContactState[]> {
  return Map.groupBy(contacts, ({ endpoint, aor }) => (endpoint === '' ? aor : endpoint));
}

function formatContact({ aor, uri }: ContactState): string {
  return `${aor} ${uri}`;
}
