// The test's side of a call: says what the phone shall do in it, and sees what happens to it.

import type { EventLog } from '../../process/event-log.ts';
import type {
  AnswerOptions,
  CallEvent,
  CallState,
  DialogSnapshot,
  ExchangeResult,
  MediaCounts,
  MessageOptions,
  ModifyOptions,
} from './call-options.ts';
import type { Ask, CallApi } from './remote.ts';

const DEADLINE_MS = 25_000;

export class Call {
  readonly events: EventLog<CallEvent>;
  readonly #ask: Ask<CallApi>;
  readonly #handedOut = new Set<CallEvent>();

  constructor(ask: Ask<CallApi>, events: EventLog<CallEvent>) {
    this.#ask = ask;
    this.events = events;
  }

  get state(): CallState {
    return this.events.items.findLast((event) => event.type === 'state')?.state ?? 'trying';
  }

  /** The answers to the INVITE of an outgoing call, challenges among them. */
  get statusCodes(): number[] {
    return this.events.items.flatMap((event) =>
      event.type === 'response' ? [event.statusCode] : [],
    );
  }

  /** An error says so at once when the call has ended instead. */
  async waitForState(state: CallState, timeoutMs = DEADLINE_MS): Promise<void> {
    const event = await this.events.waitFor(
      (item) => item.type === 'state' && (item.state === state || item.state === 'ended'),
      timeoutMs,
      `a call that is ${state}`,
    );
    if (event.type === 'state' && event.state !== state) {
      throw new Error(`the call ended with ${event.statusCode ?? 'no answer'}`);
    }
  }

  /** The 2xx was sent and its ACK has followed. */
  waitUntilConfirmed(timeoutMs = DEADLINE_MS): Promise<void> {
    return this.waitForState('confirmed', timeoutMs);
  }

  /** The status that ended it: of a refusal; undefined for BYE, or when no answer came. */
  async waitForEnd(timeoutMs = DEADLINE_MS): Promise<number | undefined> {
    const event = await this.events.waitFor(
      (item) => item.type === 'state' && item.state === 'ended',
      timeoutMs,
      'the end of a call',
    );
    return event.type === 'state' ? event.statusCode : undefined;
  }

  /** The text of the first answer to the INVITE with this status. */
  async waitForResponse(statusCode: number, timeoutMs = DEADLINE_MS): Promise<string> {
    const event = await this.events.waitFor(
      (item) => item.type === 'response' && item.statusCode === statusCode,
      timeoutMs,
      `a ${statusCode}`,
    );
    return event.type === 'response' ? event.text : '';
  }

  /** The text of the oldest request in the dialog that no earlier call has returned. */
  async waitForRequest(method: string, timeoutMs = DEADLINE_MS): Promise<string> {
    const event = await this.events.waitFor(
      (item) => item.type === 'request' && item.method === method && !this.#handedOut.has(item),
      timeoutMs,
      `a ${method} in the call`,
    );
    this.#handedOut.add(event);
    return event.type === 'request' ? event.text : '';
  }

  /** A provisional answer, of a call that came in. */
  ring(statusCode = 180, options: AnswerOptions = {}): Promise<void> {
    return this.#ask('ring', statusCode, options);
  }

  answer(options: AnswerOptions = {}): Promise<void> {
    return this.#ask('answer', options);
  }

  refuse(statusCode: number, options: AnswerOptions = {}): Promise<void> {
    return this.#ask('refuse', statusCode, options);
  }

  /** CANCEL; resolves with its own answer. The INVITE's is the call's end. */
  cancel(): Promise<ExchangeResult> {
    return this.#ask('cancel');
  }

  hangUp(options: MessageOptions = {}): Promise<ExchangeResult> {
    return this.request('BYE', options);
  }

  /** INFO, MESSAGE, OPTIONS, … in the dialog. */
  request(method: string, options: MessageOptions = {}): Promise<ExchangeResult> {
    return this.#ask('request', method, options);
  }

  reinvite(options: ModifyOptions = {}): Promise<ExchangeResult> {
    return this.#ask('modify', 'INVITE', options);
  }

  update(options: ModifyOptions = {}): Promise<ExchangeResult> {
    return this.#ask('modify', 'UPDATE', options);
  }

  hold(): Promise<ExchangeResult> {
    return this.reinvite({ sdp: { direction: 'sendonly' } });
  }

  resume(): Promise<ExchangeResult> {
    return this.reinvite();
  }

  /** Blind, or, with the other call of this phone, attended (RFC 3515, RFC 3891). */
  async refer(target: string, consultation?: Call): Promise<ExchangeResult> {
    const replaces = consultation === undefined ? '' : await formatReplaces(consultation);
    return await this.request('REFER', { headers: [`Refer-To: <${target}${replaces}>`] });
  }

  readDialog(): Promise<DialogSnapshot> {
    return this.#ask('readDialog');
  }

  /** Begins to send so many packets, fifty a second; ends with the call. */
  sendMedia(packets: number): Promise<void> {
    return this.#ask('sendMedia', packets);
  }

  readMedia(): Promise<MediaCounts> {
    return this.#ask('readMedia');
  }

  /** Resolves when so many packets have come in all to the socket of now. */
  waitForPackets(count: number, timeoutMs = DEADLINE_MS): Promise<MediaCounts> {
    return this.#ask('waitForPackets', count, timeoutMs);
  }
}

/** The consultation's dialog as its peer has it: the remote tag is the peer's own. */
async function formatReplaces(call: Call): Promise<string> {
  const { callId, localTag, remoteTag } = await call.readDialog();
  const value = `${callId};to-tag=${remoteTag};from-tag=${localTag}`;
  return `?Replaces=${encodeURIComponent(value)}`;
}
