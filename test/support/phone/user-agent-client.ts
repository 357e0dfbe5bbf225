// The phone's side that asks (RFC 3261's UAC): sends requests, answers challenges, and brings each
// response to the request that awaits it.

import type { ExchangeResult } from './call/call-options.ts';
import {
  ClientTransaction,
  type ResponseTaker,
  readOwnBranch,
  type TransactionTimes,
} from './client-transaction.ts';
import { answerChallenge } from './credentials.ts';
import type { RoutedRequest } from './dialog.ts';
import { InviteClientTransaction } from './invite-client-transaction.ts';
import { formatUriAddress } from './name-addr.ts';
import type { PhoneOptions } from './phone-options.ts';
import { formatRequest, formatSentBy, type Header } from './phone-request.ts';
import { createToken } from './registration.ts';
import { findHeaderValue, parseSipText, readStatusCode, type SipText } from './sip-text.ts';
import type { Wire } from './wire.ts';

/** Makes a request anew for each attempt, with the headers that answer a challenge. */
export type MakeRequest = (credentials: readonly Header[]) => RoutedRequest;

export interface InviteWatcher {
  /** Each transaction of the INVITE, the one after a challenge too. */
  readonly onStart?: (transaction: InviteClientTransaction, request: RoutedRequest) => void;
  readonly onResponse: (response: SipText, request: RoutedRequest) => void;
}

const T1_MS = 500;
/** A busy machine answers late, and seldom loses a datagram: both are nothing to the tests. */
const PATIENT_T1_MS = 1500;
const TIMEOUT_MS = 5000;

export class UserAgentClient {
  readonly #options: PhoneOptions;
  readonly #wire: Wire;
  readonly #transactions = new Map<string, ResponseTaker>();

  constructor(options: PhoneOptions, wire: Wire) {
    this.#options = options;
    this.#wire = wire;
  }

  /** Where a request outside of dialogs goes. */
  get nextHop(): string {
    const { preloadedRoute, outboundProxy, proxy } = this.#options;
    const [first] = preloadedRoute ?? [];
    const route = first === undefined ? undefined : formatUriAddress(first);
    return outboundProxy ?? route ?? proxy;
  }

  /** Sends a request that has no answer. */
  send({ parts, nextHop }: RoutedRequest): void {
    this.#wire.transmit(this.#format(parts), nextHop);
  }

  /** One request until its final answer; `times` in place of the phone's own. */
  transactText(
    text: string,
    nextHop: string,
    times: TransactionTimes = readTimes(this.#options),
  ): Promise<SipText | undefined> {
    const transaction = new ClientTransaction();
    this.#transactions.set(nameTransaction(parseSipText(text)), transaction);
    return transaction.run(() => this.#wire.transmit(text, nextHop), times);
  }

  /** One request, and once more with credentials when it is challenged. */
  async exchange(makeRequest: MakeRequest, withCredentials = true): Promise<SipText | undefined> {
    return await this.#attempt(makeRequest, withCredentials, ({ parts, nextHop }) =>
      this.transactText(this.#format(parts), nextHop),
    );
  }

  /** The same for an INVITE. */
  async invite(
    makeRequest: MakeRequest,
    withCredentials: boolean,
    watcher: InviteWatcher,
  ): Promise<SipText | undefined> {
    return await this.#attempt(makeRequest, withCredentials, (request) => {
      const invite = parseSipText(this.#format(request.parts));
      const transmit = (text: string): void => this.#wire.transmit(text, request.nextHop);
      const transaction = new InviteClientTransaction(
        { invite, transmit, ...readTimes(this.#options) },
        (response) => watcher.onResponse(response, request),
      );
      this.#transactions.set(nameTransaction(invite), transaction);
      watcher.onStart?.(transaction, request);
      return transaction.run();
    });
  }

  take(response: SipText): void {
    const sentBy = formatSentBy(this.#options, this.#wire.port);
    if (this.#options.refusesRport === true && hasRportValue(response)) return;
    if (readStatusCode(response) !== undefined && readOwnBranch(response, sentBy) !== undefined) {
      this.#transactions.get(nameTransaction(response))?.take(response);
    }
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
        ? answerChallenge(this.#options, response, first.parts)
        : undefined;
    return credentials === undefined ? response : await transact(makeRequest([credentials]));
  }

  #format(parts: RoutedRequest['parts']): string {
    return formatRequest(this.#options, parts, `z9hG4bK${createToken()}`, this.#wire.port);
  }
}

/** Of what is not a REGISTER. */
export function readTimes(options: PhoneOptions): TransactionTimes {
  const { retransmits, timeoutMs = TIMEOUT_MS } = options;
  const t1Ms = options.t1Ms ?? (retransmits === true ? T1_MS : PATIENT_T1_MS);
  return { t1Ms: retransmits === false ? undefined : t1Ms, timeoutMs };
}

export function describeExchange(response: SipText | undefined): ExchangeResult {
  return { statusCode: response && readStatusCode(response), response: response?.text };
}

function hasRportValue(response: SipText): boolean {
  return /;\s*rport=/.test(findHeaderValue(response, 'via') ?? '');
}

/** What a request and its answers have in common: the branch and the method. */
function nameTransaction(message: SipText): string {
  const branch = /;\s*branch=([^;,\s]+)/.exec(findHeaderValue(message, 'via') ?? '')?.[1];
  const method = findHeaderValue(message, 'cseq')?.split(/\s+/)[1];
  return `${branch} ${method}`;
}
