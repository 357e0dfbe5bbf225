// The phone's core: its wire, the side that asks and the side that is asked.

import type { PhoneDatagram, PhoneOptions } from './phone-options.ts';
import { formatDialogContact } from './phone-request.ts';
import type { ServerTransaction } from './server-transaction.ts';
import { parseSipText, readMethod } from './sip-text.ts';
import { UserAgentClient } from './user-agent-client.ts';
import { UserAgentServer } from './user-agent-server.ts';
import { type Address, Wire } from './wire.ts';

export class UserAgent {
  readonly options: PhoneOptions;
  readonly wire: Wire;
  readonly client: UserAgentClient;
  readonly server: UserAgentServer;

  constructor(
    options: PhoneOptions,
    record: (datagram: PhoneDatagram) => void,
    takeNewRequest: (transaction: ServerTransaction) => void,
  ) {
    this.options = options;
    this.wire = new Wire(options, record, (text, source) => this.#take(text, source));
    this.client = new UserAgentClient(options, this.wire);
    this.server = new UserAgentServer(options, this.wire, takeNewRequest);
  }

  /** The value of Contact in dialogs. */
  get contact(): string {
    return formatDialogContact(this.options, this.wire.port);
  }

  #take(text: string, source: Address): void {
    const message = parseSipText(text);
    const method = readMethod(message);
    if (method === undefined) {
      this.client.take(message);
    } else {
      this.server.take(message, method, source);
    }
  }
}
