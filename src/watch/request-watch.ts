// Requests, and whether anybody answers them. What the other side of a call sends, and Asterisk, is
// kept apart from what strangers send, so that a flood of theirs pushes out nothing else.

import { formatAddressPort } from '../base/ip-address.ts';
import { findParameter } from '../sip/parameters.ts';
import { Budget } from './budget.ts';
import { findUnroutable } from './find-unroutable.ts';
import { type OpenRequest, OpenRequests } from './open-requests.ts';
import { describeRequest, type KnownPhone, type Producer, type Tell } from './seen-of-dialog.ts';
import type { WatchedMessage } from './watched-message.ts';

/** 64·T1: who sent it has given up (RFC 3261 §17.1.1.2, §17.1.2.2). */
const LONGEST_MS = 32_000;
/** After 7.5 s, with T1 of 500 ms: no bad line loses so many in a row. */
const MANY_REPEATS = 4;
/** Of requests of phones, or of strangers, that belong to no call. */
const PER_SECOND = 100;

export class RequestWatch {
  private readonly producer: Producer;
  private readonly tell: Tell;
  private readonly onUnanswered: (request: OpenRequest) => void;
  /** Of Asterisk, and of phones in their calls. */
  private readonly expected = new OpenRequests();
  private readonly others = new OpenRequests();
  private readonly budget = new Budget(PER_SECOND);

  constructor(producer: Producer, tell: Tell, onUnanswered: (request: OpenRequest) => void) {
    this.producer = producer;
    this.tell = tell;
    this.onUnanswered = onUnanswered;
  }

  /** @param call that it belongs to, where one is known */
  takeRequest(
    message: WatchedMessage,
    callId: string,
    key: number,
    call: KnownPhone | undefined,
  ): void {
    const known = this.expected.get(key) ?? this.others.get(key);
    if (known !== undefined) {
      known.repeats += 1;
      if (known.repeats >= MANY_REPEATS) this.tellUnanswered(known, message.time);
      return;
    }
    const table = message.sentBy === 'asterisk' || call !== undefined ? this.expected : this.others;
    table.add(key, openRequest(message, callId, call));
  }

  /** The request that an answer is to; undefined when it was answered before, or was not seen. */
  takeAnswer(key: number): OpenRequest | undefined {
    return this.expected.take(key) ?? this.others.take(key);
  }

  passTime(nowMs: number): void {
    this.giveUp(this.expected, nowMs);
    this.giveUp(this.others, nowMs);
  }

  private giveUp(requests: OpenRequests, nowMs: number): void {
    for (;;) {
      const request = requests.takeOlder(nowMs - LONGEST_MS);
      if (request === undefined) return;
      this.tellUnanswered(request, nowMs);
    }
  }

  private tellUnanswered(request: OpenRequest, time: number): void {
    if (request.isTold) return;
    request.isTold = true;
    const { method, sentBy, isInDialog, repeats, size } = request;
    if (sentBy === 'phone' && !isInDialog && !this.budget.admits(time)) return;
    this.onUnanswered(request);
    this.tell({
      ...describeRequest(request, time, this.producer),
      kind: 'unanswered',
      method,
      sentBy,
      isInDialog,
      repeats,
      size,
    });
  }
}

function openRequest(
  message: WatchedMessage,
  callId: string,
  call: KnownPhone | undefined,
): OpenRequest {
  const { time, sentBy, isTrunk, size, phone, localSocket, aor, device, userAgent } = message;
  const { method } = message.mandatory.cSeq;
  const isInDialog = hasToTag(message);
  const offersCall = method === 'INVITE' && sentBy === 'phone' && !isInDialog && message.isOutside;
  return {
    since: time,
    method,
    sentBy,
    isInDialog,
    isTrunk,
    size,
    source: formatAddressPort(phone.address, phone.port),
    localSocket,
    aor: aor || (call?.aor ?? ''),
    device: device ?? call?.device,
    callId,
    userAgent: userAgent || (call?.userAgent ?? ''),
    credentials: message.credentials,
    unroutable: offersCall ? findUnroutable(message) : undefined,
    repeats: 0,
    isTold: false,
  };
}

function hasToTag({ view, mandatory }: WatchedMessage): boolean {
  const { toLine } = mandatory.lines;
  return (
    findParameter(view.text, view.valueStart(toLine), view.lineEnd(toLine), 'tag') !== undefined
  );
}
