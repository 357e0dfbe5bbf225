// One request that has come to the phone, and its answers (RFC 3261 §17.2): a request that comes again
// gets the last of them again.

import { repeat } from './client-transaction.ts';
import { type AnswerParts, formatAnswer, formatAnswerAddress } from './phone-answer.ts';
import { findHeaderValue, parseViaText, readMethod, type SipText } from './sip-text.ts';
import type { Address } from './wire.ts';

export type Answer = Omit<AnswerParts, 'source'>;

export class ServerTransaction {
  readonly request: SipText;
  readonly method: string;
  readonly #source: Address;
  readonly #transmit: (text: string, to: string) => void;
  /** Of answers that wait for an ACK; undefined: they are sent once. */
  readonly #t1Ms: number | undefined;
  #statusCode = 0;
  #last: string | undefined;
  #stopRepeating: () => void = () => undefined;

  constructor(
    request: SipText,
    source: Address,
    transmit: (text: string, to: string) => void,
    t1Ms: number | undefined,
  ) {
    this.request = request;
    this.method = readMethod(request) ?? '';
    this.#source = source;
    this.#transmit = transmit;
    this.#t1Ms = t1Ms;
  }

  get hasFinalAnswer(): boolean {
    return this.#statusCode >= 200;
  }

  respond(answer: Answer): void {
    const text = formatAnswer(this.request, { ...answer, source: this.#source });
    this.#stopRepeating();
    this.#statusCode = answer.statusCode;
    this.#last = text;
    const waitsForAck = this.method === 'INVITE' && this.hasFinalAnswer;
    this.#stopRepeating = repeat(() => this.#send(text), waitsForAck ? this.#t1Ms : undefined);
  }

  /** The same request has come again. */
  answerAgain(): void {
    if (this.#last !== undefined) {
      this.#send(this.#last);
    }
  }

  /** The ACK of the final answer has come. */
  acknowledge(): void {
    this.#stopRepeating();
  }

  #send(text: string): void {
    this.#transmit(text, formatAnswerAddress(this.request, this.#source));
  }
}

/**
 * What makes two requests the same one; an ACK and a CANCEL are named as their INVITE. More than RFC
 * 3261 §17.2.3 asks for: chan_sip sends one NOTIFY after another with the same branch.
 */
export function nameTransaction(request: SipText): string {
  const via = parseViaText(findHeaderValue(request, 'via') ?? '');
  const cSeq = findHeaderValue(request, 'cseq')?.replace(/(?:ACK|CANCEL)$/, 'INVITE');
  const callId = findHeaderValue(request, 'call-id');
  return `${via.host}:${via.port} ${via.branch} ${callId} ${cSeq}`;
}
