// What both sides of a call have in common once there is a dialog: requests in it, changes of the
// session, media, and the end.

import type { Dialog, RoutedRequest } from '../dialog.ts';
import type { Header } from '../phone-request.ts';
import type { ServerTransaction } from '../server-transaction.ts';
import { findHeaderValue, readStatusCode, type SipText } from '../sip-text.ts';
import type { UserAgent } from '../user-agent.ts';
import { describeExchange } from '../user-agent-client.ts';
import type { DialogUser } from '../user-agent-server.ts';
import type {
  AnswerOptions,
  Body,
  CallEvent,
  CallState,
  DialogSnapshot,
  ExchangeResult,
  MediaCounts,
  MessageOptions,
  ModifyOptions,
} from './call-options.ts';
import type { MediaSession } from './media-session.ts';
import type { CallApi } from './remote.ts';

export type Emit = (event: CallEvent) => void;

const ALLOW =
  'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK, REFER, NOTIFY, MESSAGE';

export abstract class InviteSession implements CallApi, DialogUser {
  protected readonly userAgent: UserAgent;
  protected readonly emit: Emit;
  protected readonly media: MediaSession;
  protected dialog: Dialog | undefined;
  #state: CallState = 'trying';

  constructor(userAgent: UserAgent, emit: Emit, media: MediaSession) {
    this.userAgent = userAgent;
    this.emit = emit;
    this.media = media;
  }

  abstract ring(statusCode: number, options: AnswerOptions): Promise<void>;
  abstract answer(options: AnswerOptions): Promise<void>;
  abstract refuse(statusCode: number, options: AnswerOptions): Promise<void>;
  abstract cancel(): Promise<ExchangeResult>;
  /** The ACK of the 2xx that made the call has come, or a PRACK. */
  protected abstract takeAcknowledgement(transaction: ServerTransaction | SipText): void;

  async request(method: string, options: MessageOptions): Promise<ExchangeResult> {
    const dialog = this.requireDialog();
    const response = await this.userAgent.client.exchange((credentials) => {
      const contact: Header[] = method === 'BYE' ? [] : [['Contact', this.userAgent.contact]];
      const headers = [...contact, ...credentials];
      return dialog.createRequest(method, {
        headers,
        lines: options.headers ?? [],
        body: options.body,
      });
    });
    if (method === 'BYE') {
      this.moveTo('ended');
    }
    return describeExchange(response);
  }

  /** Offers another description; the peer's answer holds from then on. */
  async modify(method: 'INVITE' | 'UPDATE', options: ModifyOptions): Promise<ExchangeResult> {
    if (options.moveMedia === true) {
      await this.media.move();
    }
    const body = options.withoutSdp === true ? undefined : this.media.offer(options.sdp);
    const makeRequest = (credentials: readonly Header[]): RoutedRequest =>
      this.requireDialog().createRequest(method, {
        headers: [['Contact', this.userAgent.contact], ...credentials],
        lines: [ALLOW, ...(options.headers ?? [])],
        body,
      });
    const response =
      method === 'UPDATE'
        ? await this.userAgent.client.exchange(makeRequest)
        : await this.#reinvite(makeRequest);
    if (isSuccess(response)) {
      this.takeRefresh(response);
    }
    return describeExchange(response);
  }

  async readDialog(): Promise<DialogSnapshot> {
    return this.requireDialog().snapshot();
  }

  async sendMedia(packets: number): Promise<void> {
    this.media.send(packets);
  }

  async readMedia(): Promise<MediaCounts> {
    return this.media.counts;
  }

  waitForPackets(count: number, timeoutMs: number): Promise<MediaCounts> {
    return this.media.waitForPackets(count, timeoutMs);
  }

  takeAck(ack: SipText): void {
    this.media.take(ack.body);
    this.takeAcknowledgement(ack);
    this.emit({ type: 'request', method: 'ACK', text: ack.text });
  }

  takeRequest(transaction: ServerTransaction): void {
    const { method, request } = transaction;
    if (method === 'INVITE' || method === 'UPDATE') {
      this.#takeModification(transaction);
    } else {
      transaction.respond({ statusCode: method === 'REFER' ? 202 : 200, toTag: '' });
    }
    if (method === 'PRACK') {
      this.takeAcknowledgement(transaction);
    }
    this.emit({ type: 'request', method, text: request.text });
    if (method === 'BYE') {
      this.moveTo('ended');
    }
  }

  protected moveTo(state: CallState, statusCode?: number): void {
    if (this.#state !== 'ended' && this.#state !== state) {
      this.#state = state;
      if (state === 'ended') {
        this.media.stop();
      }
      this.emit({ type: 'state', state, ...(statusCode !== undefined && { statusCode }) });
    }
  }

  protected get state(): CallState {
    return this.#state;
  }

  protected requireDialog(): Dialog {
    if (this.dialog === undefined) {
      throw new Error('the call has no dialog yet');
    }
    return this.dialog;
  }

  /** The ACK of a 2xx, with the credentials of its INVITE (RFC 3261 §13.2.2.4). */
  protected acknowledge(invite: RoutedRequest, body?: Body): void {
    if (this.userAgent.options.neverAcknowledges === true) return;
    const { parts } = invite;
    const headers = parts.headers.filter(([name]) => name.endsWith('Authorization'));
    const { cSeq } = parts;
    this.userAgent.client.send(this.requireDialog().createRequest('ACK', { headers, cSeq, body }));
  }

  /** The peer's Contact and SDP, where a message brings them. */
  protected takeRefresh(message: SipText): void {
    this.requireDialog().takeTarget(message);
    this.media.take(message.body);
  }

  /** Lines of an INVITE and of its answers. */
  protected get lines(): string[] {
    const { supported100rel } = this.userAgent.options;
    const options = supported100rel === true ? '100rel, replaces' : 'replaces';
    return [ALLOW, `Supported: ${options}`];
  }

  protected get copiesRecordRoute(): boolean {
    return this.userAgent.options.ignoresRecordRoute !== true;
  }

  #reinvite(
    makeRequest: (credentials: readonly Header[]) => RoutedRequest,
  ): Promise<SipText | undefined> {
    return this.userAgent.client.invite(makeRequest, true, {
      onResponse: (response, request) => {
        if (isSuccess(response)) {
          this.requireDialog().takeTarget(response);
          this.acknowledge(request);
        }
      },
    });
  }

  /** A re-INVITE without SDP gets an offer, its ACK brings the answer. */
  #takeModification(transaction: ServerTransaction): void {
    const { request, method } = transaction;
    const hasSdp = (findHeaderValue(request, 'content-type') ?? '').includes('sdp');
    this.takeRefresh(request);
    const own = method === 'INVITE' ? this.media.offer() : undefined;
    transaction.respond({
      statusCode: 200,
      toTag: '',
      copiesRecordRoute: this.copiesRecordRoute,
      headers: [`Contact: ${this.userAgent.contact}`, ...this.lines],
      body: hasSdp ? this.media.answer() : own,
    });
  }
}

export function isSuccess(response: SipText | undefined): response is SipText {
  const statusCode = (response && readStatusCode(response)) ?? 0;
  return statusCode >= 200 && statusCode < 300;
}
