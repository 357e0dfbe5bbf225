// The four kinds of message that the proxy handles, told apart by the side that they came in on and
// by being request or response. Each carries its view, the changes noted so far, and what steps
// found out for later ones.

import type {
  BindingChange,
  CredentialsVerdict,
  DigestUse,
} from '../observation/sip-observation.ts';
import type { MandatoryHeaders } from '../sip/mandatory-headers.ts';
import { MessageEdit } from '../sip/message-edit.ts';
import type { MessageView } from '../sip/message-view.ts';
import type { RequestLine, StatusLine } from '../sip/start-line.ts';
import type { ViaView } from '../sip/via.ts';
import type { AsteriskPeer } from './asterisk-peers.ts';
import type { DialogToken } from './dialog-token.ts';
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

  /** Puts a whole header line above the topmost Via. */
  insertOnTop(line: string): void {
    this.edit.insert(this.view.lineStart(this.mandatory.lines.viaLine), line);
  }

  /** The message with all changes. */
  format(): string {
    return this.edit.apply(this.view.text, this.mandatory.bodyEnd);
  }
}

export class Request extends Message {
  private newTarget: string | undefined;

  get line(): RequestLine {
    return this.view.startLine as RequestLine;
  }

  get method(): string {
    return this.line.method;
  }

  /** As it came. */
  get requestUri(): string {
    return this.text.slice(this.line.uriStart, this.line.uriEnd);
  }

  /** The Request-URI that the next hop shall see. */
  get target(): string {
    return this.newTarget ?? this.requestUri;
  }

  set target(uri: string) {
    this.newTarget = uri;
  }

  override format(): string {
    if (this.newTarget !== undefined)
      this.edit.replace(this.line.uriStart, this.line.uriEnd, this.newTarget);
    return super.format();
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
  /** Where the phone is: the source, or what a proxy in front that is trusted says of it. */
  phone: SocketAddress = this.source;
  /** The Via that the phone wrote: the top one, or the one below that of a trusted proxy. */
  phoneVia: ViaView = this.mandatory.lines.via;
  /** The source is a trunk: nothing but Via and Record-Route is changed. */
  isTrunk = false;
  /** The phone is in no network of ours. */
  isOutside = false;
  /** Its address is over its rate: only a phone that is known goes on. */
  isInExcess = false;
  /** By the phone. */
  rportOffered = false;
  /** The sender, who may be a proxy in front, gets `rport` back (RFC 3581 §4: if he offered it). */
  showsRport = false;
  /** The phone listens elsewhere than it sends, and is served there. */
  isExempt = false;
  /** The port, at the source's address, that answers go to. */
  answerPort = this.source.port;
  /** The port, at the source's address, that requests to the phone go to. */
  listenPort = this.source.port;
  /** Bits of src/nat/nat-tests.ts. */
  natTests = 0;
  /** The part of our branch that stands for this request. */
  id = '';
  /** What a REGISTER is about, or who another request is from; '' when that is no SIP URI. */
  aor = '';
  /** The token of the first of our Routes that has one, verified. */
  dialog: DialogToken | undefined;
  /** In a dialog that the phone and Asterisk began without farend, before SIP was diverted. */
  isDirect = false;
  username: string | undefined;
  nonce: string | undefined;
  digest: DigestUse | undefined;
  /** The digest that the credentials bring, in lower case; undefined without. */
  digestResponse: string | undefined;
  credentials: CredentialsVerdict = 'none';
  attempt: RegisterAttempt | undefined;
  asterisk: AsteriskPeer | undefined;
  /** The token of the device that asks, where it is known; or ''. */
  device = '';

  get isRegister(): boolean {
    return this.method === 'REGISTER';
  }

  /** The way back for requests to the phone. */
  get flow(): Flow {
    const { address } = this.source;
    return { local: this.socket.name, remote: { address, port: this.listenPort } };
  }

  /** What Asterisk gets to see of the credentials. */
  get relayedCredentials(): ViaToken['credentials'] {
    const { credentials } = this;
    return credentials === 'none' || credentials === 'passed' ? credentials : 'stripped';
  }
}

export class AsteriskRequest extends Request {
  /** The token of the first of our Routes that has one, verified. */
  dialog: DialogToken | undefined;
  /** The token of the device that it is for, or ''. */
  device = '';
  /** The way to the phone. */
  flow: Flow | undefined;
  /** When that way was seen, milliseconds since 1970. */
  flowTime = 0;
  /** The phone is in no network of ours; decided once for a dialog. */
  isOutside = false;
  /** The body that takes the place of the one that came. */
  newBody: string | undefined;
}

export class AsteriskResponse extends Response {
  token: ViaToken | undefined;
  attempt: RegisterAttempt | undefined;
  bindingChange: BindingChange | undefined;
  /** What a 401 or 407 asks for. */
  readonly challenges: DigestUse[] = [];

  /** The phone is in no network of ours; decided once for a dialog. */
  isOutside = false;
  /** The body that takes the place of the one that came. */
  newBody: string | undefined;
}

export class PhoneResponse extends Response {
  token: ViaToken | undefined;
}
