// One INVITE of the phone (RFC 3261 §17.1.1): its answers one after another, the ACK of those that
// refuse, and CANCEL. The ACK of a 2xx is the dialog's business.

import { type ResponseTaker, repeat } from './client-transaction.ts';
import { findHeaderValue, listHeaderValues, readStatusCode, type SipText } from './sip-text.ts';

export interface InviteTransport {
  /** The INVITE as it goes out. */
  readonly invite: SipText;
  readonly transmit: (text: string) => void;
  readonly t1Ms: number | undefined;
  readonly timeoutMs: number;
}

export class InviteClientTransaction implements ResponseTaker {
  readonly #transport: InviteTransport;
  readonly #onResponse: (response: SipText) => void;
  readonly #final = Promise.withResolvers<SipText | undefined>();
  #stopRepeating: () => void = () => undefined;
  #deadline: NodeJS.Timeout | undefined;

  constructor(transport: InviteTransport, onResponse: (response: SipText) => void) {
    this.#transport = transport;
    this.#onResponse = onResponse;
  }

  /** Resolves with the final answer; undefined when there was no answer at all in time. */
  run(): Promise<SipText | undefined> {
    const { invite, transmit, t1Ms, timeoutMs } = this.#transport;
    this.#stopRepeating = repeat(() => transmit(invite.text), t1Ms);
    this.#deadline = setTimeout(this.#final.resolve, timeoutMs, undefined);
    return this.#final.promise;
  }

  take(response: SipText): void {
    this.#stopRepeating();
    clearTimeout(this.#deadline);
    const statusCode = readStatusCode(response) ?? 0;
    if (statusCode >= 300) {
      this.#transport.transmit(this.derive('ACK', findHeaderValue(response, 'to')));
    }
    this.#onResponse(response);
    if (statusCode >= 200) {
      this.#final.resolve(response);
    }
  }

  /** ACK and CANCEL repeat what identifies the INVITE (RFC 3261 §9.1, §17.1.1.3). */
  derive(method: 'ACK' | 'CANCEL', to?: string): string {
    const { invite } = this.#transport;
    const read = (name: string): string => findHeaderValue(invite, name) ?? '';
    const lines = [
      invite.startLine.replace('INVITE', method),
      `Via: ${read('via')}`,
      'Max-Forwards: 70',
      ...listHeaderValues(invite, 'route').map((route) => `Route: ${route}`),
      `From: ${read('from')}`,
      `To: ${to ?? read('to')}`,
      `Call-ID: ${read('call-id')}`,
      `CSeq: ${read('cseq').replace('INVITE', method)}`,
      `User-Agent: ${read('user-agent')}`,
      'Content-Length: 0',
    ];
    return `${lines.join('\r\n')}\r\n\r\n`;
  }
}
