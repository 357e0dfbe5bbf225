// The phone's side that is asked (RFC 3261's UAS): knows a request that comes again, and brings a new
// one to the dialog that it belongs to.

import { readTag } from './name-addr.ts';
import type { PhoneOptions } from './phone-options.ts';
import { createToken } from './registration.ts';
import { nameTransaction, ServerTransaction } from './server-transaction.ts';
import { findHeaderValue, type SipText } from './sip-text.ts';
import { readTimes } from './user-agent-client.ts';
import type { Address, Wire } from './wire.ts';

/** Whoever has a dialog and takes what comes in it. */
export interface DialogUser {
  takeRequest(transaction: ServerTransaction): void;
  takeAck(ack: SipText): void;
}

export class UserAgentServer {
  /** Whether requests are left without an answer. */
  isDeaf = false;
  readonly #options: PhoneOptions;
  readonly #wire: Wire;
  readonly #takeNewRequest: (transaction: ServerTransaction) => void;
  readonly #transactions = new Map<string, ServerTransaction>();
  readonly #dialogs = new Map<string, DialogUser>();
  readonly #cancelWatchers = new Map<ServerTransaction, () => void>();

  /** @param takeNewRequest gets what belongs to no dialog */
  constructor(
    options: PhoneOptions,
    wire: Wire,
    takeNewRequest: (transaction: ServerTransaction) => void,
  ) {
    this.#options = options;
    this.#wire = wire;
    this.#takeNewRequest = takeNewRequest;
  }

  addDialog(callId: string, localTag: string, user: DialogUser): void {
    this.#dialogs.set(`${callId} ${localTag}`, user);
  }

  /** Calls `onCancel` when a CANCEL comes for the INVITE of this transaction. */
  watchCancel(transaction: ServerTransaction, onCancel: () => void): void {
    this.#cancelWatchers.set(transaction, onCancel);
  }

  take(request: SipText, method: string, source: Address): void {
    if (method === 'ACK') {
      this.#takeAck(request);
    } else if (!this.isDeaf) {
      this.#takeRequest(request, method, source);
    }
  }

  /** The ACK of a refusal is of the INVITE's transaction, that of a 2xx of the dialog. */
  #takeAck(ack: SipText): void {
    const transaction = this.#transactions.get(nameTransaction(ack));
    if (transaction === undefined) {
      this.#findDialog(ack)?.takeAck(ack);
    } else {
      transaction.acknowledge();
    }
  }

  #takeRequest(request: SipText, method: string, source: Address): void {
    const known = this.#transactions.get(nameTransaction(request));
    if (method === 'CANCEL') {
      this.#takeCancel(request, source, known);
    } else if (known === undefined) {
      const transaction = this.#createTransaction(request, source);
      this.#transactions.set(nameTransaction(request), transaction);
      this.#dispatch(transaction);
    } else {
      known.answerAgain();
    }
  }

  /** RFC 3261 §12.2.2: 481 to what names a dialog that is not there. */
  #dispatch(transaction: ServerTransaction): void {
    const { request } = transaction;
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
    this.#createTransaction(cancel, source).respond({ statusCode, toTag: createToken() });
    const onCancel = invite && this.#cancelWatchers.get(invite);
    onCancel?.();
  }

  #createTransaction(request: SipText, source: Address): ServerTransaction {
    const transmit = (text: string, to: string): void => this.#wire.transmit(text, to);
    return new ServerTransaction(request, source, transmit, readTimes(this.#options).t1Ms);
  }

  #findDialog(request: SipText): DialogUser | undefined {
    const localTag = readTag(findHeaderValue(request, 'to') ?? '');
    return this.#dialogs.get(`${findHeaderValue(request, 'call-id') ?? ''} ${localTag}`);
  }
}
