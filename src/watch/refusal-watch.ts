// Requests that Asterisk refuses for good: with credentials that are wrong, or of a trunk that it does
// not know as one.

import { equalsIgnoringCase } from '../sip/characters.ts';
import { findChallengeParameter } from '../sip/digest.ts';
import { headerName } from '../sip/header-name.ts';
import type { MessageView } from '../sip/message-view.ts';
import { Budget } from './budget.ts';
import type { OpenRequest } from './open-requests.ts';
import { describeRequest, type Producer, type Tell } from './seen-of-dialog.ts';
import type { WatchedMessage } from './watched-message.ts';

/** A trunk that can answer a challenge has done so by then. */
const CHALLENGE_MS = 5_000;
/** Trunks that have such a time at once. */
const MAX_WAITING = 1_024;
const PER_SECOND = 100;

interface Challenged {
  readonly request: OpenRequest;
  readonly statusCode: number;
  readonly due: number;
}

export class RefusalWatch {
  private readonly producer: Producer;
  private readonly tell: Tell;
  private readonly challenged = new Map<number, Challenged>();
  private readonly budget = new Budget(PER_SECOND);

  constructor(producer: Producer, tell: Tell) {
    this.producer = producer;
    this.tell = tell;
  }

  /** The challenge was answered. */
  onCredentials(callKey: number): void {
    this.challenged.delete(callKey);
  }

  /** An answer after a provisional one is the dialplan's, and comes without its request. */
  takeAnswer({ view, time }: WatchedMessage, callKey: number, request: OpenRequest): void {
    const { startLine } = view;
    if (startLine.kind !== 'response' || request.sentBy !== 'phone') return;
    const { statusCode } = startLine;
    if (statusCode !== 401 && statusCode !== 403 && statusCode !== 407) return;
    const { credentials, isTrunk } = request;
    const isChallenge = statusCode !== 403;
    if (credentials === undefined) {
      if (!isTrunk) return;
      if (isChallenge) this.wait(callKey, { request, statusCode, due: time + CHALLENGE_MS });
      else this.tellRefused(request, statusCode, time);
    } else if (!(isChallenge && isStale(view))) this.tellRefused(request, statusCode, time);
  }

  passTime(nowMs: number): void {
    for (const [key, { request, statusCode, due }] of this.challenged) {
      if (due > nowMs) return;
      this.challenged.delete(key);
      this.tellRefused(request, statusCode, nowMs);
    }
  }

  private wait(callKey: number, challenged: Challenged): void {
    if (this.challenged.size < MAX_WAITING) this.challenged.set(callKey, challenged);
  }

  private tellRefused(request: OpenRequest, statusCode: number, time: number): void {
    if (!this.budget.admits(time)) return;
    const { method, isTrunk, credentials } = request;
    this.tell({
      ...describeRequest(request, time, this.producer),
      kind: 'refused',
      method,
      statusCode,
      isTrunk,
      username: credentials?.username,
      nonce: credentials?.nonce,
      responseTag: credentials?.responseTag,
    });
  }
}

const challengeHeaders = [headerName.wwwAuthenticate, headerName.proxyAuthenticate] as const;

/** RFC 7616 §3.3: the password may be right, and the nonce is out of date. */
function isStale(view: MessageView): boolean {
  for (const name of challengeHeaders) {
    const line = view.find(name);
    if (line < 0) continue;
    const { text } = view;
    const stale = findChallengeParameter(text, view.valueStart(line), view.valueEnd(line), 'stale');
    if (stale === undefined) continue;
    const { start, end } = stale;
    if (equalsIgnoringCase(text, start, end, 'true')) return true;
    if (equalsIgnoringCase(text, start, end, '"true"')) return true;
  }
  return false;
}
