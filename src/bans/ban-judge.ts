// Who deserves a ban: whoever tries passwords from an address that answers what is sent to it. Pure; what
// it decides is done by others. docs/reference/bans.md says all of it for an operator.

import type { AuthenticationEvent } from '../asterisk/asterisk-event.ts';
import { RecentMap } from '../base/recent-map.ts';
import type { RefusedPassword } from './refused-password.ts';

/**
 * `banned`: from now on. `already-banned`: it was on its way. `below-threshold`: not often enough.
 * `healthy-phone`: a phone is registered there, and would be banned with it. `protected`: an address
 * that nobody may ban. `not-proven`: nobody saw the challenge go to that address.
 */
type BanReason =
  | 'banned'
  | 'already-banned'
  | 'below-threshold'
  | 'healthy-phone'
  | 'protected'
  | 'not-proven';

export interface BanDecision {
  readonly reason: BanReason;
  readonly password: RefusedPassword;
  /** Refused from there within ten minutes, this one too; 0 where they are not counted. */
  readonly count: number;
  /** Milliseconds since 1970; 0 where there is no ban. */
  readonly untilMs: number;
}

export interface Ban {
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly untilMs: number;
}

export interface BanJudgeOptions {
  /** Asterisk, trunks, proxies in front, networks of the operator's own. */
  readonly isProtected: (address: string) => boolean;
  readonly hasHealthyPhone: (address: string) => boolean;
}

/** A person mistypes a few times; a phone with a wrong password tries once a minute or so. */
const THRESHOLD = 20;
const WINDOW_MS = 600_000;
const HOUR_MS = 3_600_000;
/** The first ban, the second, each one after that. */
const DURATIONS_MS = [HOUR_MS, 4 * HOUR_MS, 24 * HOUR_MS] as const;
/** Who was banned so long ago begins anew. */
const FORGIVEN_MS = 7 * 24 * HOUR_MS;
const MAX_ADDRESSES = 10_000;
/** Between what the proxy saw and what Asterisk says of it lies a moment. */
const MAX_WAITING = 4_096;

interface Offender {
  /** Milliseconds since 1970, of the latest refused passwords; the threshold's number at most. */
  times: number[];
  bans: number;
  untilMs: number;
}

export class BanJudge {
  private readonly options: BanJudgeOptions;
  /** What the proxy saw refused, until Asterisk says that it was the password; by key. */
  private readonly seen = new RecentMap<string, RefusedPassword>(MAX_WAITING);
  /** The other way round: AMI may be faster than the feed. */
  private readonly said = new RecentMap<string, true>(MAX_WAITING);
  /** Each counts once, however often the request came. */
  private readonly counted = new RecentMap<string, true>(MAX_WAITING);
  private readonly offenders = new RecentMap<string, Offender>(MAX_ADDRESSES);
  private inForce: Ban[] = [];

  constructor(options: BanJudgeOptions) {
    this.options = options;
  }

  /** The proxy relayed credentials, and saw them refused. Undefined while Asterisk has not said why. */
  onRefused(password: RefusedPassword): BanDecision | undefined {
    const keys = listKeys(password.responseTag, password.nonce);
    if (keys.some((key) => this.said.get(key))) return this.count(password, keys);
    for (const key of keys) this.seen.set(key, password);
    return undefined;
  }

  /** Asterisk says that a password was wrong, or an account is none. */
  onWord(word: AuthenticationEvent): BanDecision | undefined {
    const { outcome, responseTag, nonce } = word;
    if (outcome !== 'failed' && outcome !== 'unknown-account') return undefined;
    // chan_sip alone tells the nonce, which names one attempt there.
    const keys = listKeys(responseTag, nonce);
    for (const key of keys) {
      const password = this.seen.get(key);
      if (password !== undefined)
        return this.count(password, listKeys(password.responseTag, password.nonce));
    }
    for (const key of keys) this.said.set(key, true);
    return undefined;
  }

  /** Those that have not run out: a proxy that was started anew has none of them. */
  listInForce(nowMs: number): readonly Ban[] {
    this.inForce = this.inForce.filter(({ untilMs }) => untilMs > nowMs);
    return this.inForce;
  }

  private count(password: RefusedPassword, keys: readonly string[]): BanDecision | undefined {
    const [key = ''] = keys;
    if (this.counted.get(key) === true) return undefined;
    for (const known of keys) this.counted.set(known, true);
    const { address } = password;
    const decide = (reason: BanReason) => ({ reason, password, count: 0, untilMs: 0 });
    if (!password.isProven) return decide('not-proven');
    if (this.options.isProtected(address)) return decide('protected');
    if (this.options.hasHealthyPhone(address)) return decide('healthy-phone');
    return this.weigh(password);
  }

  private weigh(password: RefusedPassword): BanDecision {
    const { address, time } = password;
    const offender = this.find(address, time);
    offender.times = [...offender.times.filter((at) => time - at < WINDOW_MS), time].slice(
      -THRESHOLD,
    );
    const count = offender.times.length;
    this.offenders.set(address, offender);
    if (offender.untilMs > time)
      return { reason: 'already-banned', password, count, untilMs: offender.untilMs };
    if (count < THRESHOLD) return { reason: 'below-threshold', password, count, untilMs: 0 };
    const length = DURATIONS_MS[Math.min(offender.bans, DURATIONS_MS.length - 1)] as number;
    offender.bans += 1;
    offender.times = [];
    offender.untilMs = time + length;
    const { untilMs } = offender;
    this.inForce = [...this.listInForce(time), { address, untilMs }].slice(-MAX_ADDRESSES);
    return { reason: 'banned', password, count, untilMs };
  }

  private find(address: string, nowMs: number): Offender {
    const known = this.offenders.get(address);
    if (known !== undefined && nowMs - known.untilMs < FORGIVEN_MS) return known;
    return { times: known?.times ?? [], bans: 0, untilMs: 0 };
  }
}

/** By the digest response; where Asterisk does not tell that, by the nonce. */
function listKeys(responseTag: string | undefined, nonce: string | undefined): string[] {
  const keys: string[] = [];
  if (responseTag !== undefined) keys.push(`response ${responseTag}`);
  if (nonce !== undefined) keys.push(`nonce ${nonce}`);
  return keys;
}
