// Calls: whether their 2xx is acknowledged, when they end, and whether each side was told an address
// that leads to the other.

import { isPrivate } from '../nat/networks.ts';
import type { AckMissing } from '../observation/dialog-observation.ts';
import { type Call, Calls } from './calls.ts';
import { findUnroutable } from './find-unroutable.ts';
import type { OpenRequest } from './open-requests.ts';
import { describeMessage, type Producer, type Tell } from './seen-of-dialog.ts';
import type { WatchedMessage } from './watched-message.ts';

/**
 * RFC 3261 §13.3.1.4: a 2xx without ACK comes again after 0.5, 1.5, 3.5, 7.5 s. After the second one so
 * much time passes that the fourth is over and its ACK is here, if two or three got lost on a bad line.
 */
const AFTER_SECOND_MS = 3_400;
/** Where some of them were not seen: the time that an ACK may take. */
const AFTER_LAST_MS = 400;
const MIN_REPEATS = 2;
const MAX_WAITING = 1_024;

interface MissingAck {
  readonly call: Call;
  readonly observation: AckMissing;
  readonly due: number;
}

export class CallWatch {
  private readonly producer: Producer;
  private readonly tell: Tell;
  private readonly calls = new Calls();
  private readonly missing = new Map<number, MissingAck>();

  constructor(producer: Producer, tell: Tell) {
    this.producer = producer;
    this.tell = tell;
  }

  find(key: number): Call | undefined {
    return this.calls.get(key);
  }

  /** @param known the call under this key */
  takeRequest(message: WatchedMessage, callId: string, key: number, known: Call | undefined): void {
    const { sentBy, mandatory } = message;
    const { method, sequence } = mandatory.cSeq;
    const call =
      known ??
      (method === 'INVITE' && sentBy === 'asterisk' ? this.begin(message, key) : undefined);
    if (call === undefined) return;
    this.noteMedia(call, message, callId);
    if (method === 'BYE') this.end(message, callId, key, call);
    else if (method === 'ACK' && call.cSeq === sequence && call.answeredBy !== sentBy)
      this.settle(key, call);
  }

  /** @param request that it is the first answer to, if it is that */
  takeResponse(
    message: WatchedMessage,
    callId: string,
    key: number,
    request: OpenRequest | undefined,
  ): void {
    const { view, mandatory } = message;
    const { startLine } = view;
    if (startLine.kind === 'request' || mandatory.cSeq.method !== 'INVITE') return;
    const { statusCode } = startLine;
    const call = this.calls.get(key) ?? this.beginAnswered(message, key, statusCode, request);
    if (call === undefined) return;
    if (statusCode >= 300) {
      if (call.answeredAt === 0) this.calls.end(key);
      return;
    }
    this.noteMedia(call, message, callId);
    if (statusCode >= 200) this.noteAnswer(message, callId, key, call);
  }

  passTime(nowMs: number): void {
    this.calls.passTime(nowMs);
    for (const [key, { due, call, observation }] of this.missing) {
      if (due > nowMs) continue;
      this.settle(key, call);
      this.tell({ ...observation, time: nowMs, repeats: call.repeats });
    }
  }

  private begin({ time, aor, device, userAgent }: WatchedMessage, key: number): Call {
    return this.calls.begin(key, { since: time, aor, device, userAgent });
  }

  /** Asterisk lets a phone's call begin: what it refuses, or never answers, makes no call. */
  private beginAnswered(
    { sentBy }: WatchedMessage,
    key: number,
    statusCode: number,
    request: OpenRequest | undefined,
  ): Call | undefined {
    if (sentBy !== 'asterisk' || statusCode >= 300 || request === undefined) return undefined;
    const call = this.calls.begin(key, request);
    call.shownByPhone = request.unroutable;
    return call;
  }

  private noteAnswer(message: WatchedMessage, callId: string, key: number, call: Call): void {
    const { time, sentBy, mandatory } = message;
    const { sequence } = mandatory.cSeq;
    if (call.cSeq !== sequence || call.answeredBy !== sentBy) {
      this.missing.delete(key);
      call.answeredAt ||= time;
      call.cSeq = sequence;
      call.answeredBy = sentBy;
      call.repeats = 0;
      call.isSettled = false;
      return;
    }
    if (call.isSettled) return;
    call.repeats += 1;
    if (call.repeats === 1) call.secondAt = time;
    if (call.repeats >= MIN_REPEATS) this.expectAck(message, callId, key, call);
  }

  private expectAck(message: WatchedMessage, callId: string, key: number, call: Call): void {
    if (this.missing.size >= MAX_WAITING && !this.missing.has(key)) return;
    const { sentBy, localSocket, time } = message;
    const seen = describeMessage(message, callId, this.producer, call);
    const answeredTo = sentBy === 'asterisk' ? seen.source : localSocket;
    this.missing.set(key, {
      call,
      observation: {
        ...seen,
        kind: 'ack-missing',
        answeredBy: sentBy,
        repeats: call.repeats,
        answeredTo,
      },
      due: Math.max(call.secondAt + AFTER_SECOND_MS, time + AFTER_LAST_MS),
    });
  }

  /** The ACK came, or it was told that it did not. */
  private settle(key: number, call: Call): void {
    call.isSettled = true;
    this.missing.delete(key);
  }

  private end(message: WatchedMessage, callId: string, key: number, call: Call): void {
    this.calls.end(key);
    this.missing.delete(key);
    if (call.answeredAt === 0) return;
    this.tell({
      ...describeMessage(message, callId, this.producer, call),
      kind: 'ended',
      lengthMs: Math.max(message.time - call.answeredAt, 0),
      endedBy: message.sentBy,
    });
  }

  /** What the phone shows is in its INVITE, its answer, or, after an INVITE without SDP, its ACK. */
  private noteMedia(call: Call, message: WatchedMessage, callId: string): void {
    if (call.isMediaKnown) return;
    const { mandatory, view, sentBy, isOutside, phone } = message;
    if (mandatory.bodyEnd <= view.bodyStart) return;
    // Whoever is seen at a private address is reached at one.
    if (!isOutside || isPrivate(phone.address)) {
      call.isMediaKnown = true;
      return;
    }
    if (sentBy === 'asterisk') call.shownToPhone ??= findUnroutable(message);
    else call.shownByPhone ??= findUnroutable(message);
    const { shownToPhone, shownByPhone } = call;
    if (shownToPhone === undefined || shownByPhone === undefined) return;
    call.isMediaKnown = true;
    if (shownToPhone === '' && shownByPhone === '') return;
    this.tell({
      ...describeMessage(message, callId, this.producer, call),
      kind: 'media',
      unroutableToPhone: shownToPhone || undefined,
      privateOfPhone: shownByPhone || undefined,
    });
  }
}
