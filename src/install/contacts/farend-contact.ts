// A registration in Asterisk by which calls would go to farend, also when that is not there any more.

import type { Driver } from '../../host/asterisk-survey.ts';

export interface FarendContact {
  readonly driver: Driver;
  /** The AOR; chan_sip: the peer. */
  readonly aor: string;
  /** chan_pjsip's name of the contact, `AOR;@HASH`; chan_sip: the peer again. */
  readonly id: string;
  readonly userAgent: string;
  /** When the registration ends, milliseconds since 1970. */
  readonly expiresAt: number;
}

/** When a phone is back by itself, without anybody touching it. */
export interface PhoneReturn {
  readonly aor: string;
  readonly userAgent: string;
  /**
   * At the latest: the rest of its registration. Phones refresh theirs sooner, most after half of the time, and
   * find out then.
   */
  readonly withinMs: number;
}

/** Who takes longest comes first. */
export function listReturns(contacts: readonly FarendContact[], now: number): PhoneReturn[] {
  return contacts
    .map(({ aor, userAgent, expiresAt }) => ({
      aor,
      userAgent,
      withinMs: Math.max(0, expiresAt - now),
    }))
    .toSorted((one, other) => other.withinMs - one.withinMs || one.aor.localeCompare(other.aor));
}
