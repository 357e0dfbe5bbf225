// The phone's core: brings answers to the requests that await them, requests to the dialogs that they
// belong to, and sends.

import type { ExchangeResult } from './call/call-options.ts';
import { ClientTransaction, type ResponseTaker, readOwnBranch } from './client-transaction.ts';
import { answerChallenge } from './credentials.ts';
import type { RoutedRequest } from './dialog.ts';
import { InviteClientTransaction } from './invite-client-transaction.ts';
import { formatUriAddress, readTag } from './name-addr.ts';
import type { PhoneDatagram, PhoneOptions } from './phone-options.ts';
import { formatDialogContact, formatRequest, formatSentBy, type Header } from './phone-request.ts';
import { createToken } from './registration.ts';
import { nameTransaction, ServerTransaction } from './server-transaction.ts';
import {
  findHeaderValue,
  parseSipText,
  readMethod,
  readStatusCode,
  type SipText,
} from './sip-text.ts';
import { type Address, Wire } from './wire.ts';

/** Whoever has a dialog and takes what comes in it. */
export interface DialogUser {
  takeRequest(transaction: ServerTransaction): void;
  takeAck(ack: SipText): void;
}

/** Makes a request anew for each attempt, with the headers that answer a challenge. */
export type MakeRequest = (credentials: readonly Header[]) => RoutedRequest;

const T1_MS = 500;
const TIMEOUT_MS = 5000;

export class UserAgent {
  readonly options: PhoneOptions;
  readonly wire: Wire;
  /** Whether requests are left without an answer. */
  isDeaf = false;
  readonly #takeNewRequest: (transaction: ServerTransaction) => void;
  readonly #clients = new Map<string, ResponseTaker>();
  readonly #servers = new Map<string, ServerTransaction>();
  readonly #dialogs = new Map<string, DialogUser>();
  readonly #cancelled = new Map<ServerTransaction, () => void>();

  constructor(
    options: PhoneOptions,
    record: (datagram: PhoneDatagram) => void,
    takeNewRequest: (transaction: ServerTransaction) => void,
  ) {
    this.options = options;
    this.wire = new Wire(options, record, (text, source) => this.#receive(text, source));
    this.#takeNewRequest = takeNewRequest;
  }

  /** The value of Contact in dialogs. */
  get contact(): string {
    return formatDialogContact(this.options, this.wire.port);
  }

  /** T1 of what is not a REGISTER, undefined when nothing is sent twice. */
  get t1Ms(): number | undefined {
    return this.options.retransmits === true ? (this.options.t1Ms ?? T1_MS) : undefined;
  }

  /** Where a request outside of dialogs goes. */
  get nextHop(): string {
    const [first] = this.options.preloadedRoute ?? [];
    const route = first === undefined ? undefined : formatUriAddress(first);
    return this.options.outboundProxy ?? route ?? this.options.proxy;
  }

  addDialog(callId: string, localTag: string, user: DialogUser): void {
    this.#dialogs.set(`${callId} ${localTag}`, user);
  }

  /** Calls `onCancel` when a CANCEL comes for the INVITE of this transaction. */
  watchCancel(transaction: ServerTransaction, onCancel: () => void): void {
    this.#cancelled.set(transaction, onCancel);
  }

  /** Sends a request that has no answer. */
  send({ parts, nextHop }: RoutedRequest): void {
    this.wire.transmit(this.#format(parts), nextHop);
  }

  /** One request until its final answer; `times` in place of the phone's own. */
  transactText(
    text: string,
    nextHop: string,
    times = { t1Ms: this.t1Ms, timeoutMs: this.options.timeoutMs ?? TIMEOUT_MS },
  ): Promise<SipText | undefined> {
    const transaction = new ClientTransaction();
    this.#clients.set(nameClient(parseSipText(text)), transaction);
    return transaction.run(() => this.wire.transmit(text, nextHop), times);
  }

  /** One request, and once more with credentials when it is challenged. */
  async exchange(makeRequest: MakeRequest, withCredentials = true): Promise<SipText | undefined> {
    return await this.#attempt(makeRequest, withCredentials, ({ parts, nextHop }) =>
      this.transactText(this.#format(parts), nextHop),
    );
  }

  /** The same for an INVITE: `onStart` gets each transaction, `onResponse` every answer. */
  async invite(
    makeRequest: MakeRequest,
    withCredentials: boolean,
    onStart: (transaction: InviteClientTransaction, request: RoutedRequest) => void,
    onResponse: (response: SipText, request: RoutedRequest) => void,
  ): Promise<SipText | undefined> {
    return await this.#attempt(makeRequest, withCredentials, (request) => {
      const invite = parseSipText(this.#format(request.parts));
      const transaction = new InviteClientTransaction(
        {
          invite,
          transmit: (text) => this.wire.transmit(text, request.nextHop),
          t1Ms: this.t1Ms,
          timeoutMs: this.options.timeoutMs ?? TIMEOUT_MS,
        },
        (response) => onResponse(response, request),
      );
      this.#clients.set(nameClient(invite), transaction);
      onStart(transaction, request);
      return transaction.run();
    });
  }

  async #attempt(
    makeRequest: MakeRequest,
    withCredentials: boolean,
    transact: (request: RoutedRequest) => Promise<SipText | undefined>,
  ): Promise<SipText | undefined> {
    const first = makeRequest([]);
    const response = await transact(first);
    const credentials =
      response && withCredentials
        ? answerChallenge(this.options, response, first.parts)
        : undefined;
    return credentials === undefined ? response : await transact(makeRequest([credentials]));
  }

  #format(parts: RoutedRequest['parts']): string {
    return formatRequest(this.options, parts, `z9hG4bK${createToken()}`, this.wire.port);
  }

  #receive(text: string, source: Address): void {
    const message = parseSipText(text);
    const method = readMethod(message);
    if (method === undefined) {
      this.#takeResponse(message);
    } else if (method === 'ACK') {
      this.#takeAck(message);
    } else if (!this.isDeaf) {
      this.#takeRequest(message, method, source);
    }
  }

  #takeResponse(response: SipText): void {
    const sentBy = formatSentBy(this.options, this.wire.port);
    if (readStatusCode(response) !== undefined && readOwnBranch(response, sentBy) !== undefined) {
      this.#clients.get(nameClient(response))?.take(response);
    }
  }

  /** The ACK of a refusal is of the INVITE's transaction, that of a 2xx of the dialog. */
  #takeAck(ack: SipText): void {
    const server = this.#servers.get(nameTransaction(ack));
    if (server === undefined) {
      this.#findDialog(ack)?.takeAck(ack);
    } else {
      server.acknowledge();
    }
  }

  #takeRequest(request: SipText, method: string, source: Address): void {
    const known = this.#servers.get(nameTransaction(request));
    if (method === 'CANCEL') {
      this.#takeCancel(request, source, known);
      return;
    }
    if (known !== undefined) {
      known.answerAgain();
      return;
    }
    const transaction = this.#createServer(request, source);
    this.#servers.set(nameTransaction(request), transaction);
    if (readTag(findHeaderValue(request, 'to') ?? '') === '') {
      this.#takeNewRequest(transaction);
      return;
    }
    const dialog = this.#findDialog(request);
    if (dialog === undefined) {
      transaction.respond({ statusCode: 481, toTag: '' });
    } else {
      dialog.takeRequest(transaction);
    }
  }

  #takeCancel(cancel: SipText, source: Address, invite: ServerTransaction | undefined): void {
    const statusCode = invite === undefined ? 481 : 200;
    this.#createServer(cancel, source).respond({ statusCode, toTag: createToken() });
    const onCancel = invite && this.#cancelled.get(invite);
    onCancel?.();
  }

  #createServer(request: SipText, source: Address): ServerTransaction {
    const transmit = (text: string, to: string): void => this.wire.transmit(text, to);
    return new ServerTransaction(request, source, transmit, this.t1Ms);
  }

  #findDialog(request: SipText): DialogUser | undefined {
    const localTag = readTag(findHeaderValue(request, 'to') ?? '');
    return this.#dialogs.get(`${findHeaderValue(request, 'call-id') ?? ''} ${localTag}`);
  }
}

export function describeExchange(response: SipText | undefined): ExchangeResult {
  return { statusCode: response && readStatusCode(response), response: response?.text };
}

/** What a request and its answers have in common: the branch and the method. */
function nameClient(message: SipText): string {
  const branch = /;\s*branch=([^;,\s]+)/.exec(findHeaderValue(message, 'via') ?? '')?.[1];
  const method = findHeaderValue(message, 'cseq')?.split(/\s+/)[1];
  return `${branch} ${method}`;
}
