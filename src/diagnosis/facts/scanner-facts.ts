// Addresses that look for open PBXs: told by the proxy, or seen to try accounts that Asterisk does not
// have. Bounded, since they come from everywhere.

import { RecentMap } from '../../base/recent-map.ts';

export interface ScannerSeen {
  readonly address: string;
  /** Its first, milliseconds since 1970. */
  readonly since: number;
  readonly lastAt: number;
  readonly count: number;
  /** How it calls itself; '' unknown. */
  readonly name: string;
  /** Accounts that it tried and Asterisk does not have, bounded; undefined: the proxy knows its name. */
  readonly accounts: ReadonlySet<string> | undefined;
}

const MAX_SCANNERS = 1_000;
/** A phone with a mistake in its account tries one; a program goes through them. */
const ACCOUNTS_OF_SCANNER = 3;

export class ScannerFacts {
  private readonly byAddress = new RecentMap<string, ScannerSeen>(MAX_SCANNERS);

  /** The proxy knows it by its name. */
  noteKnown(address: string, time: number, count: number, name: string): void {
    this.note(address, time, count, name, undefined);
  }

  /** It tried an account that Asterisk does not have. */
  noteStranger(address: string, time: number, account: string, name: string): void {
    const before = this.byAddress.get(address);
    const accounts = new Set(before?.accounts);
    if (accounts.size < ACCOUNTS_OF_SCANNER) accounts.add(account);
    const isKnown = before !== undefined && before.accounts === undefined;
    this.note(address, time, 1, name, isKnown ? undefined : accounts);
  }

  /** Those that were heard since then, the latest first. */
  listSince(timeMs: number): readonly ScannerSeen[] {
    return [...this.byAddress.values()]
      .filter(({ lastAt, accounts }) => lastAt >= timeMs && isProven(accounts))
      .reverse();
  }

  private note(
    address: string,
    time: number,
    count: number,
    name: string,
    accounts: ReadonlySet<string> | undefined,
  ): void {
    const before = this.byAddress.get(address);
    this.byAddress.set(address, {
      address,
      since: before?.since ?? time,
      lastAt: time,
      count: (before?.count ?? 0) + count,
      name: name === '' ? (before?.name ?? '') : name,
      accounts,
    });
  }
}

function isProven(accounts: ReadonlySet<string> | undefined): boolean {
  return accounts === undefined || accounts.size >= ACCOUNTS_OF_SCANNER;
}
