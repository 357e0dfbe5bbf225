// The four kinds of message that the proxy handles, told apart by the side that they came in on and
// by being request or response. Each carries its view, the changes noted so far, and what steps
// found out for later ones.

import type { BindingChange, CredentialsVerdict } from '../observation/sip-observation.ts';
import type { MandatoryHeaders } from '../sip/mandatory-headers.ts';
import { MessageEdit } from '../sip/message-edit.ts';
import type { MessageView } from '../sip/message-view.ts';
import type { RequestLine, StatusLine } from '../sip/start-line.ts';
import type { AsteriskPeer } from './asterisk-peers.ts';
import type { Flow } from './flow.ts';
import type { SocketAddress } from './proxy-options.ts';
import type { RegisterAttempt } from './register-attempt.ts';
import type { UdpSocket } from './udp-socket.ts';
import type { ViaToken } from './via-token.ts';

/** What all four have. */
export class Message {
  readonly view: MessageView;
  readonly mandatory: MandatoryHeaders;
  readonly socket: UdpSocket;
  readonly source: SocketAddress;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly edit = new MessageEdit();
  private knownCallId: string | undefined;

  constructor(
    view: MessageView,
    mandatory: MandatoryHeaders,
    socket: UdpSocket,
    source: SocketAddress,
    receivedAt: number,
  ) {
    this.view = view;
    this.mandatory = mandatory;
    this.socket = socket;
    this.source = source;
    this.receivedAt = receivedAt;
  }

  get text(): string {
    return this.view.text;
  }

  get callId(): string {
    this.knownCallId ??= this.view.value(this.mandatory.lines.callIdLine);
    return this.knownCallId;
  }

  /** The message with all changes. */
  format(): string {
    return this.edit.apply(this.view.text, this.mandatory.bodyEnd);
  }
}

export class Request extends Message {
  get line(): RequestLine {
    return this.view.startLine as RequestLine;
  }

  get method(): string {
    return this.line.method;
  }

  get requestUri(): string {
    return this.text.slice(this.line.uriStart, this.line.uriEnd);
  }
}

export class Response extends Message {
  get statusCode(): number {
    return (this.view.startLine as StatusLine).statusCode;
  }

  get method(): string {
    return this.mandatory.cSeq.method;
  }

  get isFinal(): boolean {
    return this.statusCode >= 200;
  }

  get isSuccess(): boolean {
    return this.statusCode >= 200 && this.statusCode < 300;
  }
}

export class PhoneRequest extends Request {
  rportOffered = false;
  /** Bits of src/nat/nat-tests.ts. */
  natTests = 0;
  /** The part of our branch that stands for this request. */
  id = '';
  /** Of a REGISTER; '' for other methods. */
  aor = '';
  username: string | undefined;
  nonce: string | undefined;
  credentials: CredentialsVerdict = 'none';
  attempt: RegisterAttempt | undefined;
  asterisk: AsteriskPeer | undefined;

  get isRegister(): boolean {
    return this.method === 'REGISTER';
  }

  /** What Asterisk gets to see of the credentials. */
  get relayedCredentials(): ViaToken['credentials'] {
    const { credentials } = this;
    return credentials === 'none' || credentials === 'passed' ? credentials : 'stripped';
  }
}

export class AsteriskRequest extends Request {
  /** The way to the phone. */
  flow: Flow | undefined;
}

export class AsteriskResponse extends Response {
  token: ViaToken | undefined;
  attempt: RegisterAttempt | undefined;
  bindingChange: BindingChange | undefined;
}

export class PhoneResponse extends Response {
  token: ViaToken | undefined;
}
