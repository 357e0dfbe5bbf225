// Datagrams in, messages through their steps: what a datagram is, whether it may be believed, and
// what becomes of the steps' verdicts. Nothing that a datagram holds makes this throw.

import type { RemoteInfo } from 'node:dgram';
import {
  findMandatoryLines,
  type MandatoryHeaders,
  readMandatoryHeaders,
} from '../sip/mandatory-headers.ts';
import { type MessageView, parseMessage } from '../sip/message-view.ts';
import { ParseFailure } from '../sip/parse-failure.ts';
import { classifyDatagram } from './classify-datagram.ts';
import type { DropReason } from './drop-counts.ts';
import { findScanner } from './guard/scanners.ts';
import type { LocalAnswers } from './local-answers.ts';
import {
  AsteriskRequest,
  AsteriskResponse,
  type Message,
  PhoneRequest,
  PhoneResponse,
} from './message.ts';
import type { Outcome, Step } from './outcome.ts';
import type { ProxyParts } from './proxy-parts.ts';
import {
  asteriskRequestSteps,
  asteriskResponseSteps,
  phoneRequestSteps,
  phoneResponseSteps,
} from './steps/order.ts';
import type { DatagramHandler, UdpSocket } from './udp-socket.ts';

/** No phone sends more in one datagram, and reading a hostile one costs by its length. */
const MAX_DATAGRAM = 16_384;

export class Reception implements DatagramHandler {
  private readonly parts: ProxyParts;
  private readonly answers: LocalAnswers;
  private readonly onUnexpected: (error: unknown) => void;

  /** @param onUnexpected told of errors that are farend's own fault, or the kernel's on sending */
  constructor(parts: ProxyParts, answers: LocalAnswers, onUnexpected: (error: unknown) => void) {
    this.parts = parts;
    this.answers = answers;
    this.onUnexpected = onUnexpected;
  }

  onDatagram(bytes: Buffer, source: RemoteInfo, socket: UdpSocket): void {
    try {
      if (source.port === 0) this.count('no-source-port');
      else if (bytes.length > MAX_DATAGRAM) this.count('too-large');
      else if (socket === this.parts.asteriskSide) this.receiveFromAsterisk(bytes, source, socket);
      else if (this.parts.deviceSide.owns(socket)) this.receiveFromPhone(bytes, source, socket);
      else this.count('not-in-force');
    } catch (error) {
      this.count('internal-error');
      this.onUnexpected(error);
    }
  }

  onSendError(error: unknown): void {
    this.count('send-failed');
    this.onUnexpected(error);
  }

  private receiveFromPhone(bytes: Buffer, source: RemoteInfo, socket: UdpSocket): void {
    if (this.isOwnSocket(source)) {
      this.count('own-packet');
      return;
    }
    const { sources } = this.parts;
    const now = this.parts.now();
    const admission = sources.admit(source.address, source.port, now, bytes.length);
    if (admission === 'banned' || admission === 'rate-limited') {
      this.count(admission);
      return;
    }
    const read = this.read(bytes, source, socket);
    if (read === undefined) return;
    const { view, mandatory } = read;
    if (view.startLine.kind === 'request') {
      const request = new PhoneRequest(view, mandatory, socket, source, now);
      request.isInExcess = admission === 'excess';
      this.run(request, phoneRequestSteps);
    } else if (admission === 'excess') {
      sources.noteExcess(source.address, now);
      this.count('rate-limited');
    } else this.run(new PhoneResponse(view, mandatory, socket, source, now), phoneResponseSteps);
  }

  private receiveFromAsterisk(bytes: Buffer, source: RemoteInfo, socket: UdpSocket): void {
    if (this.parts.peers.find(source) === undefined) {
      this.count('stranger-on-asterisk-side');
      return;
    }
    const read = this.read(bytes, source, socket);
    if (read === undefined) return;
    const { view, mandatory } = read;
    const now = this.parts.now();
    if (view.startLine.kind === 'request')
      this.run(new AsteriskRequest(view, mandatory, socket, source, now), asteriskRequestSteps);
    else
      this.run(new AsteriskResponse(view, mandatory, socket, source, now), asteriskResponseSteps);
  }

  private isOwnSocket({ address, port }: RemoteInfo): boolean {
    const { asteriskSide, deviceSide } = this.parts;
    return (
      (asteriskSide.port === port && asteriskSide.address === address) ||
      deviceSide.isOwn(address, port)
    );
  }

  /** The message in a datagram, or undefined when it was counted or refused instead. */
  private read(
    bytes: Buffer,
    source: RemoteInfo,
    socket: UdpSocket,
  ): { readonly view: MessageView; readonly mandatory: MandatoryHeaders } | undefined {
    const kind = classifyDatagram(bytes);
    if (kind === 'stun' && socket !== this.parts.asteriskSide)
      this.answers.sendStun(bytes, socket, source);
    if (kind !== 'sip') return this.count(kind);
    const view = parseMessage(bytes);
    if (view instanceof ParseFailure) return this.count(view.code);
    const lines = findMandatoryLines(view);
    if (lines instanceof ParseFailure) return this.count(lines.code);
    const mandatory = readMandatoryHeaders(view, lines);
    if (mandatory instanceof ParseFailure) {
      this.count(mandatory.code);
      if (isAnswerable(view) && findScanner(view) === undefined)
        this.answers.send(view, lines, socket, source, {
          statusCode: mandatory.statusCode,
          isTrusted: socket === this.parts.asteriskSide,
        });
      return undefined;
    }
    return { view, mandatory };
  }

  /** Runs steps until one of them ends the message's way. */
  private run<Kind extends Message>(
    message: Kind,
    steps: readonly Step<Kind, ProxyParts>[],
    from = 0,
  ): void {
    for (let at = from; at < steps.length; at += 1) {
      const outcome = (steps[at] as Step<Kind, ProxyParts>)(message, this.parts);
      if (outcome === undefined) continue;
      if (outcome.kind === 'hold') this.resumeLater(message, steps, at + 1, outcome.until);
      else this.end(message, outcome);
      return;
    }
  }

  private resumeLater<Kind extends Message>(
    message: Kind,
    steps: readonly Step<Kind, ProxyParts>[],
    next: number,
    until: Promise<Outcome>,
  ): void {
    until
      .then((outcome) => {
        if (outcome === undefined) this.run(message, steps, next);
        else if (outcome.kind !== 'hold') this.end(message, outcome);
      })
      .catch((error: unknown) => {
        this.count('internal-error');
        this.onUnexpected(error);
      });
  }

  private end(message: Message, outcome: Exclude<Outcome, undefined | { kind: 'hold' }>): void {
    if (outcome.kind === 'done') return;
    this.count(outcome.reason);
    const { view, mandatory, socket, source } = message;
    if (outcome.kind === 'respond' && isAnswerable(view))
      this.answers.send(view, mandatory.lines, socket, source, {
        ...outcome,
        isTrusted: socket === this.parts.asteriskSide,
      });
  }

  private count(reason: DropReason): undefined {
    this.parts.counts.add(reason);
  }
}

/** A response is never answered, and neither is an ACK (RFC 3261 §17.1.1.3). */
function isAnswerable({ startLine }: MessageView): boolean {
  return startLine.kind === 'request' && startLine.method !== 'ACK';
}
