// A call that the phone makes: INVITE, its answers, ACK, PRACK, CANCEL (RFC 3261 §13.2, RFC 3262).

import { createClientDialog, listRecordRoutes, type RoutedRequest } from '../dialog.ts';
import type { InviteClientTransaction } from '../invite-client-transaction.ts';
import { readTag } from '../name-addr.ts';
import { formatAor, formatUserUri, type Header } from '../phone-request.ts';
import { createToken } from '../registration.ts';
import { findHeaderValue, readStatusCode, type SipText } from '../sip-text.ts';
import { describeExchange } from '../user-agent-client.ts';
import type { CallOptions, ExchangeResult } from './call-options.ts';
import { InviteSession, isSuccess } from './invite-session.ts';

export class OutgoingCall extends InviteSession {
  readonly #fromTag = createToken();
  #transaction: InviteClientTransaction | undefined;
  #nextHop = '';
  /** The highest RSeq that was acknowledged. */
  #rSeq = 0;

  /** Sends the INVITE; the rest comes as events. */
  start(target: string, options: CallOptions): void {
    this.#invite(target, options).then(
      (response) => {
        if (!isSuccess(response)) {
          this.moveTo('ended', response && readStatusCode(response));
        }
      },
      () => this.moveTo('ended'),
    );
  }

  async cancel(): Promise<ExchangeResult> {
    const text = this.#transaction?.derive('CANCEL') ?? '';
    return describeExchange(await this.userAgent.client.transactText(text, this.#nextHop));
  }

  async ring(): Promise<void> {
    throw new Error('the phone itself has made this call');
  }

  answer(): Promise<void> {
    return this.ring();
  }

  refuse(): Promise<void> {
    return this.ring();
  }

  protected takeAcknowledgement(): void {
    // What this side sends needs none.
  }

  #invite(target: string, options: CallOptions): Promise<SipText | undefined> {
    const { userAgent } = this;
    const aor = formatAor(userAgent.options);
    const requestUri = formatUserUri(userAgent.options, target);
    const callId = options.callId ?? `${createToken()}@${userAgent.options.address}`;
    const body =
      options.body ?? (options.lateOffer === true ? undefined : this.media.offer(options.sdp));
    let cSeq = 0;
    const makeRequest = (credentials: readonly Header[]): RoutedRequest => {
      cSeq += 1;
      const parts = {
        method: 'INVITE',
        requestUri,
        routes: userAgent.options.preloadedRoute ?? [],
        from: `<${aor}>;tag=${this.#fromTag}`,
        to: `<${requestUri}>`,
        callId,
        cSeq,
        headers: [['Contact', userAgent.contact] as const, ...credentials],
        lines: [...this.lines, ...(options.headers ?? [])],
        body,
      };
      return { parts, nextHop: userAgent.client.nextHop };
    };
    return userAgent.client.invite(makeRequest, options.credentials !== false, {
      onStart: (transaction, { nextHop }) => {
        this.#transaction = transaction;
        this.#nextHop = nextHop;
      },
      onResponse: (response, request) => this.#takeResponse(response, request, options),
    });
  }

  #takeResponse(response: SipText, request: RoutedRequest, options: CallOptions): void {
    const statusCode = readStatusCode(response) ?? 0;
    this.emit({ type: 'response', statusCode, text: response.text });
    if (statusCode > 100 && statusCode < 200) {
      this.#takeProvisional(response, request);
    } else if (isSuccess(response)) {
      this.#takeSuccess(response, request, options);
    }
  }

  #takeProvisional(response: SipText, request: RoutedRequest): void {
    if (readTag(findHeaderValue(response, 'to') ?? '') !== '') {
      this.#ensureDialog(response, request);
      this.media.take(response.body);
      this.#acknowledgeProvisional(response, request);
    }
    this.moveTo('early');
  }

  /** Every 2xx of this INVITE gets an ACK, the repeated ones too. */
  #takeSuccess(response: SipText, request: RoutedRequest, options: CallOptions): void {
    const dialog = this.#ensureDialog(response, request);
    dialog.takeRouteSet(listRecordRoutes(response).reverse());
    this.takeRefresh(response);
    const isLate = options.lateOffer === true;
    this.acknowledge(request, isLate ? this.media.answer(options.sdp) : undefined);
    this.moveTo('confirmed');
  }

  /** A fork that answers with another tag takes the place of the one before. */
  #ensureDialog(
    response: SipText,
    { parts }: RoutedRequest,
  ): ReturnType<typeof createClientDialog> {
    const remoteTag = readTag(findHeaderValue(response, 'to') ?? '');
    if (this.dialog?.remoteTag !== remoteTag) {
      this.dialog = createClientDialog(this.userAgent.options, parts, response);
      this.userAgent.server.addDialog(parts.callId, this.#fromTag, this);
    }
    return this.requireDialog();
  }

  #acknowledgeProvisional(response: SipText, { parts }: RoutedRequest): void {
    const rSeq = Number(findHeaderValue(response, 'rseq'));
    if (Number.isInteger(rSeq) && rSeq > this.#rSeq) {
      this.#rSeq = rSeq;
      const rAck = `RAck: ${rSeq} ${parts.cSeq} INVITE`;
      this.request('PRACK', { headers: [rAck] }).catch(() => undefined);
    }
  }
}
