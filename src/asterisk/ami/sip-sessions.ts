// chan_sip's SessionID is an address in its memory: it ties a success to the challenge before it, and
// is given to the next one afterwards.

/** More dialogs than chan_sip has open between a challenge and its answer. */
const MAX_SESSIONS = 4096;

export class SipSessions {
  private readonly nonces = new Map<string, string>();

  noteChallenge(sessionId: string, nonce: string): void {
    // Deleted first, so that the oldest one is in front.
    this.nonces.delete(sessionId);
    this.nonces.set(sessionId, nonce);
    const [oldest] = this.nonces.keys();
    if (this.nonces.size > MAX_SESSIONS && oldest !== undefined) this.nonces.delete(oldest);
  }

  /** The nonce that was sent in that session. */
  findNonce(sessionId: string): string | undefined {
    return this.nonces.get(sessionId);
  }
}
