// Events of one Asterisk, with what only memory adds: what chan_pjsip said before of the same request,
// chan_sip's nonce of a success, and whether chan_sip has the account at all.

import { RecentMap } from '../../base/recent-map.ts';
import type { AsteriskEvent, AuthenticationEvent } from '../asterisk-event.ts';
import type { AmiMessage } from './ami-message.ts';
import { translateEvent } from './translate-event.ts';

/** More than are open at a time, between a challenge and its answer. */
const MAX_OPEN = 4096;

export class EventReader {
  /** Event name → how many of them did not pass their schema. */
  readonly unreadable = new Map<string, number>();
  private readonly asterisk: string;
  private readonly now: () => number;
  /** chan_sip: SessionID, an address in its memory that is used again → nonce. */
  private readonly nonces = new RecentMap<string, string>(MAX_OPEN);
  /** chan_pjsip: Call-ID → its refusal, which has the account. */
  private readonly refusals = new RecentMap<string, AuthenticationEvent>(MAX_OPEN);
  private sipPeers: ReadonlySet<string> | undefined;

  constructor(asterisk: string, now: () => number) {
    this.asterisk = asterisk;
    this.now = now;
  }

  /** The peers of chan_sip, as the last snapshot had them. */
  knowSipPeers(names: ReadonlySet<string>): void {
    this.sipPeers = names;
  }

  countUnreadable(name: string): void {
    this.unreadable.set(name, (this.unreadable.get(name) ?? 0) + 1);
  }

  /** undefined for what is of no interest, cannot be read, or was told before. */
  read(message: AmiMessage): AsteriskEvent | undefined {
    const translation = translateEvent(message);
    if (translation === 'ignored') return undefined;
    if (translation === 'unreadable') {
      this.countUnreadable(message.event);
      return undefined;
    }
    const event = { ...translation, asterisk: this.asterisk, time: this.now() } as AsteriskEvent;
    if (event.kind !== 'authentication') return event;
    return event.driver === 'chan_sip'
      ? this.completeSip(event, message.headers.get('sessionid') ?? '')
      : this.completePjsip(event, event.callId ?? '');
  }

  /**
   * After InvalidAccountID and FailedACL, which name the account, chan_pjsip goes on with the same
   * request as that of somebody unknown: a challenge, and a failure without a name. That is told again
   * only where it says which password was refused.
   */
  private completePjsip(
    event: AuthenticationEvent,
    callId: string,
  ): AuthenticationEvent | undefined {
    if (event.account !== '') {
      if (event.outcome === 'unknown-account' || event.outcome === 'acl-refused')
        this.refusals.set(callId, event);
      else this.refusals.delete(callId);
      return event;
    }
    const refusal = this.refusals.get(callId);
    if (refusal === undefined) return event;
    const { outcome, responseTag } = event;
    if (outcome !== 'unknown-account') return { ...event, account: refusal.account };
    // Of who was refused by an ACL it is not true that the account is none.
    const isNews = responseTag !== undefined && refusal.outcome === outcome;
    return isNews ? { ...event, account: refusal.account } : undefined;
  }

  private completeSip(event: AuthenticationEvent, sessionId: string): AuthenticationEvent {
    if (event.outcome === 'challenged' && event.nonce !== undefined)
      this.nonces.set(sessionId, event.nonce);
    const nonce = event.nonce ?? this.nonces.get(sessionId);
    // InvalidPassword is all that it says, of an account that it does not have too.
    const isUnknown = event.outcome === 'failed' && this.sipPeers?.has(event.account) === false;
    return { ...event, nonce, outcome: isUnknown ? 'unknown-account' : event.outcome };
  }
}
