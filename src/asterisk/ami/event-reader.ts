// Events of one Asterisk with what only memory adds: chan_sip's nonce of a success, and whether it
// has the account at all.

import type { AsteriskEvent, AuthenticationEvent } from '../asterisk-event.ts';
import type { AmiMessage } from './ami-message.ts';
import { SipSessions } from './sip-sessions.ts';
import { translateEvent } from './translate-event.ts';

export class EventReader {
  /** Event name → how many of them did not pass their schema. */
  readonly unreadable = new Map<string, number>();
  private readonly asterisk: string;
  private readonly now: () => number;
  private readonly sessions = new SipSessions();
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

  /** undefined for what is of no interest, or cannot be read. */
  read(message: AmiMessage): AsteriskEvent | undefined {
    const translation = translateEvent(message);
    if (translation === 'ignored') return undefined;
    if (translation === 'unreadable') {
      this.countUnreadable(message.event);
      return undefined;
    }
    const event = { ...translation, asterisk: this.asterisk, time: this.now() } as AsteriskEvent;
    return event.kind === 'authentication' && event.driver === 'chan_sip'
      ? this.complete(event, message.headers.get('sessionid') ?? '')
      : event;
  }

  private complete(event: AuthenticationEvent, sessionId: string): AuthenticationEvent {
    if (event.outcome === 'challenged' && event.nonce !== undefined)
      this.sessions.noteChallenge(sessionId, event.nonce);
    const nonce = event.nonce ?? this.sessions.findNonce(sessionId);
    // InvalidPassword is all that it says, of an account that it does not have too.
    const isUnknown = event.outcome === 'failed' && this.sipPeers?.has(event.account) === false;
    return { ...event, nonce, outcome: isUnknown ? 'unknown-account' : event.outcome };
  }
}
