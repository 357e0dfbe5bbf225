// A subscription of the phone (RFC 6665): SUBSCRIBE, its refresh and its end, and the NOTIFYs.

import {
  createClientDialog,
  createServerDialog,
  type Dialog,
  type RoutedRequest,
} from '../dialog.ts';
import { formatAor, formatUserUri, type Header } from '../phone-request.ts';
import { createToken } from '../registration.ts';
import type { ServerTransaction } from '../server-transaction.ts';
import { findHeaderValue } from '../sip-text.ts';
import type { UserAgent } from '../user-agent.ts';
import { describeExchange } from '../user-agent-client.ts';
import type { DialogUser } from '../user-agent-server.ts';
import type {
  DialogSnapshot,
  ExchangeResult,
  SubscribeOptions,
  SubscriptionEvent,
  SubscriptionState,
} from './call-options.ts';
import { isSuccess } from './invite-session.ts';
import type { SubscriptionApi } from './remote.ts';

export class SubscriptionSession implements SubscriptionApi, DialogUser {
  readonly #userAgent: UserAgent;
  readonly #emit: (event: SubscriptionEvent) => void;
  readonly #target: string;
  readonly #options: SubscribeOptions;
  readonly #fromTag = createToken();
  readonly #callId: string;
  #dialog: Dialog | undefined;
  #cSeq = 0;

  constructor(
    userAgent: UserAgent,
    emit: (event: SubscriptionEvent) => void,
    target: string,
    options: SubscribeOptions,
  ) {
    this.#userAgent = userAgent;
    this.#emit = emit;
    this.#target = formatUserUri(userAgent.options, target);
    this.#options = options;
    this.#callId = options.callId ?? `${createToken()}@${userAgent.options.address}`;
    userAgent.server.addDialog(this.#callId, this.#fromTag, this);
  }

  /** Sends SUBSCRIBE, in its dialog if there is one. */
  async refresh(expires: number): Promise<ExchangeResult> {
    let request: RoutedRequest | undefined;
    const response = await this.#userAgent.client.exchange((credentials) => {
      request = this.#createRequest(expires, credentials);
      return request;
    }, this.#options.credentials !== false);
    if (isSuccess(response) && request !== undefined) {
      this.#dialog ??= createClientDialog(this.#userAgent.options, request.parts, response);
      this.#dialog.takeTarget(response);
      this.#tell(expires === 0 ? 'pending' : 'active');
    } else {
      this.#tell('terminated');
    }
    return describeExchange(response);
  }

  async readDialog(): Promise<DialogSnapshot> {
    if (this.#dialog === undefined) {
      throw new Error('the subscription has no dialog yet');
    }
    return this.#dialog.snapshot();
  }

  /** A NOTIFY may overtake the answer to its SUBSCRIBE, and makes the dialog then. */
  takeRequest(transaction: ServerTransaction): void {
    const { request } = transaction;
    this.#dialog ??= this.#createDialogFrom(transaction);
    this.#dialog.takeTarget(request);
    const { ignoresRecordRoute } = this.#userAgent.options;
    transaction.respond({
      statusCode: 200,
      toTag: '',
      copiesRecordRoute: ignoresRecordRoute !== true,
      headers: [`Contact: ${this.#userAgent.contact}`],
    });
    this.#emit({ type: 'notify', text: request.text });
    const state = findHeaderValue(request, 'subscription-state')?.split(';')[0];
    if (state === 'terminated') {
      this.#tell(state);
    }
  }

  takeAck(): void {
    // There is no INVITE here.
  }

  #createDialogFrom({ request }: ServerTransaction): Dialog {
    const dialog = createServerDialog(this.#userAgent.options, request, this.#fromTag);
    dialog.countFrom(this.#cSeq);
    return dialog;
  }

  #createRequest(expires: number, credentials: readonly Header[]): RoutedRequest {
    const { event, accept, headers: lines = [], body } = this.#options;
    const headers: Header[] = [
      ['Contact', this.#userAgent.contact],
      ['Event', event],
      ['Accept', accept],
      ['Expires', String(expires)],
      ...credentials,
    ];
    if (this.#dialog !== undefined) {
      return this.#dialog.createRequest('SUBSCRIBE', { headers, lines, body });
    }
    this.#cSeq += 1;
    const parts = {
      method: 'SUBSCRIBE',
      requestUri: this.#target,
      routes: this.#userAgent.options.preloadedRoute ?? [],
      from: `<${formatAor(this.#userAgent.options)}>;tag=${this.#fromTag}`,
      to: `<${this.#target}>`,
      callId: this.#callId,
      cSeq: this.#cSeq,
      headers,
      lines,
      body,
    };
    return { parts, nextHop: this.#userAgent.client.nextHop };
  }

  #tell(state: SubscriptionState): void {
    this.#emit({ type: 'state', state });
  }
}
