// A call that comes to the phone: provisional answers, also reliable ones, the final one, CANCEL
// (RFC 3261 §13.3, RFC 3262).

import { repeat } from '../client-transaction.ts';
import { createServerDialog } from '../dialog.ts';
import { createToken } from '../registration.ts';
import type { ServerTransaction } from '../server-transaction.ts';
import { listHeaderValues, type SipText } from '../sip-text.ts';
import type { UserAgent } from '../user-agent.ts';
import { readTimes } from '../user-agent-client.ts';
import type { AnswerOptions, Body, ExchangeResult, IncomingCalls } from './call-options.ts';
import { type Emit, InviteSession } from './invite-session.ts';
import type { MediaSession } from './media-session.ts';

export class IncomingCall extends InviteSession {
  readonly #invite: ServerTransaction;
  readonly #toTag = createToken();
  #rSeq = 0;
  /** Settled while no reliable answer waits for its PRACK. */
  #acknowledged = Promise.withResolvers<void>();
  #stopRepeating: () => void = () => undefined;

  constructor(userAgent: UserAgent, emit: Emit, media: MediaSession, invite: ServerTransaction) {
    super(userAgent, emit, media);
    this.#invite = invite;
    this.#acknowledged.resolve();
    this.dialog = createServerDialog(userAgent.options, invite.request, this.#toTag);
    userAgent.server.addDialog(this.dialog.callId, this.#toTag, this);
    userAgent.server.watchCancel(invite, () => this.#takeCancel());
    this.media.take(invite.request.body);
  }

  /** Does what the phone was told to do with calls. */
  async follow(calls: IncomingCalls): Promise<void> {
    const { provisional = [180], final = 'wait', sdp, earlyMedia } = calls;
    const options = { ...(sdp && { sdp }), ...(earlyMedia !== undefined && { earlyMedia }) };
    for (const statusCode of provisional) {
      await this.ring(statusCode, options);
    }
    if (final === 'answer') {
      await this.answer(options);
    } else if (final !== 'wait') {
      await this.refuse(final, options);
    }
  }

  async ring(statusCode: number, options: AnswerOptions): Promise<void> {
    const isReliable = statusCode > 100 && this.#maySendReliably();
    this.#rSeq += isReliable ? 1 : 0;
    const lines = isReliable ? ['Require: 100rel', `RSeq: ${this.#rSeq}`] : [];
    const body = options.earlyMedia === true ? this.#describe(options) : undefined;
    await this.#acknowledged.promise;
    if (this.#invite.hasFinalAnswer) {
      return;
    }
    if (isReliable) {
      this.#acknowledged = Promise.withResolvers();
    }
    this.#stopRepeating = repeat(
      () =>
        this.#respond(
          statusCode,
          { ...options, headers: [...lines, ...(options.headers ?? [])] },
          body,
        ),
      isReliable ? readTimes(this.userAgent.options).t1Ms : undefined,
    );
    this.moveTo('early');
  }

  async answer(options: AnswerOptions): Promise<void> {
    await this.#acknowledged.promise;
    if (!this.#invite.hasFinalAnswer) {
      this.#respond(200, options, this.#describe(options));
      this.moveTo('answered');
    }
  }

  async refuse(statusCode: number, options: AnswerOptions): Promise<void> {
    if (!this.#invite.hasFinalAnswer) {
      this.#respond(statusCode, options, undefined);
      this.moveTo('ended', statusCode);
    }
  }

  async cancel(): Promise<ExchangeResult> {
    throw new Error('this call came from the other side');
  }

  protected takeAcknowledgement(of: ServerTransaction | SipText): void {
    this.#stopRepeating();
    if ('method' in of) {
      this.#acknowledged.resolve();
    } else {
      this.#invite.acknowledge();
      this.moveTo('confirmed');
    }
  }

  #takeCancel(): void {
    if (!this.#invite.hasFinalAnswer) {
      this.#stopRepeating();
      this.#acknowledged.resolve();
      this.#respond(487, {}, undefined);
      this.moveTo('ended', 487);
    }
  }

  #respond(statusCode: number, options: AnswerOptions, body: Body | undefined): void {
    this.#invite.respond({
      statusCode,
      toTag: statusCode === 100 ? '' : this.#toTag,
      copiesRecordRoute: this.copiesRecordRoute,
      headers: [`Contact: ${this.userAgent.contact}`, ...this.lines, ...(options.headers ?? [])],
      body: options.body ?? body,
    });
  }

  #describe({ sdp }: AnswerOptions): Body {
    const isOffered = this.#invite.request.body !== '';
    return isOffered ? this.media.answer(sdp) : this.media.offer(sdp);
  }

  #maySendReliably(): boolean {
    const { request } = this.#invite;
    const offered = [
      ...listHeaderValues(request, 'supported'),
      ...listHeaderValues(request, 'require'),
    ];
    return this.userAgent.options.supported100rel === true && offered.join().includes('100rel');
  }
}
