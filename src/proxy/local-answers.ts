// Answers that the proxy gives itself. They are small and few: a source gets no more than it sends
// (twelve bytes more where it asks by STUN), and no more than a handful a second, so that nobody can
// use farend to flood somebody else.

import type { KeyedHash } from '../base/keyed-hash.ts';
import { formatLocalResponse } from '../sip/local-response.ts';
import type { MandatoryLines } from '../sip/mandatory-headers.ts';
import type { MessageView } from '../sip/message-view.ts';
import { offersRport, stampVia } from '../sip/via.ts';
import { answerBinding } from '../stun/answer-binding.ts';
import type { DropCounts } from './drop-counts.ts';
import type { SocketAddress } from './proxy-options.ts';
import type { UdpSocket } from './udp-socket.ts';

/** The same as Asterisk's own 401, measured. */
const MAX_GROWTH = 1.1;
const MAX_PER_PERIOD = 20;
const PERIOD_MS = 1_000;

export interface Refusal {
  readonly statusCode: number;
  readonly extraLines?: string | undefined;
  /** To Asterisk: no limit. */
  readonly isTrusted?: boolean;
}

export class LocalAnswers {
  private readonly hash: KeyedHash;
  private readonly counts: DropCounts;
  private readonly now: () => number;
  private readonly sent = new Map<string, number>();
  private periodEndsAt = 0;

  constructor(hash: KeyedHash, counts: DropCounts, now: () => number) {
    this.hash = hash;
    this.counts = counts;
    this.now = now;
  }

  /** Answers a request to where it came from, unless a limit forbids it. */
  send(
    view: MessageView,
    lines: MandatoryLines,
    socket: UdpSocket,
    source: SocketAddress,
    { statusCode, extraLines = '', isTrusted = false }: Refusal,
  ): void {
    if (!isTrusted && !this.mayAnswer(source.address)) {
      this.counts.add('answer-limit');
      return;
    }
    const port = offersRport(lines.via) ? source.port : 0;
    const text = formatLocalResponse(view, lines, {
      statusCode,
      topVia: stampVia(view.text, lines.via, source.address, port),
      toTag: refusalTag(this.hash, view.value(lines.callIdLine)),
      extraLines,
    });
    if (text.length > view.text.length * MAX_GROWTH) this.counts.add('answer-too-large');
    else socket.send(text, source);
  }

  /** Answers a STUN binding request; nothing else that looks like STUN gets an answer. */
  sendStun(bytes: Buffer, socket: UdpSocket, source: SocketAddress): void {
    const answer = answerBinding(bytes, source);
    if (answer === undefined) return;
    if (this.mayAnswer(source.address)) socket.send(answer.toString('latin1'), source);
    else this.counts.add('answer-limit');
  }

  private mayAnswer(address: string): boolean {
    const now = this.now();
    if (now >= this.periodEndsAt || now < this.periodEndsAt - PERIOD_MS) {
      this.sent.clear();
      this.periodEndsAt = now + PERIOD_MS;
    }
    const count = this.sent.get(address) ?? 0;
    this.sent.set(address, count + 1);
    return count < MAX_PER_PERIOD;
  }
}

/** The To tag of a refusal: a MAC, so that the ACK to it is known without memory. */
export function refusalTag(hash: KeyedHash, callId: string): string {
  return hash.hex(`refusal ${callId}`);
}
