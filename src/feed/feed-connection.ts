// One connection to the feed, from the client's end: the hello of both sides, frames in, directives
// out and their answers back.

import { connect, type Socket } from 'node:net';
import { AppError } from '../base/app-error.ts';
import {
  type Answer,
  type ClientHello,
  type Directive,
  FEED_VERSION,
  parseLine,
  type ServerFrame,
  serverFrameSchema,
} from './frames.ts';
import { LineReader } from './line-reader.ts';

/** A full list of bans has a fifth of this. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;
/** A proxy that does not answer in this time is not there. */
const ANSWER_MS = 5_000;

/** A directive without its number, which the connection gives it. */
export type Question = Directive extends infer One
  ? One extends Directive
    ? Omit<One, 'id'>
    : never
  : never;

export interface ConnectionEvents {
  /** Frames that are no answers, hello first; in the order in which they were sent. */
  onFrame(frame: Exclude<ServerFrame, Answer>): void;
  /** It is over; once. */
  onClose(reason: string): void;
}

interface Pending {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no proxy is running there',
  ECONNREFUSED: 'no proxy is running there',
  EACCES: 'this user may not use the socket',
};

export class FeedConnection {
  private readonly path: string;
  private readonly socket: Socket;
  private readonly events: ConnectionEvents;
  private readonly reader = new LineReader(MAX_LINE_BYTES);
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private reason = 'the proxy closed the connection';

  constructor(
    path: string,
    hello: Omit<ClientHello, 'type' | 'version'>,
    events: ConnectionEvents,
  ) {
    this.path = path;
    this.events = events;
    this.socket = connect(path);
    this.socket.on('data', (chunk: Buffer) => this.read(chunk));
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      this.reason = reasons[error.code ?? ''] ?? error.message;
    });
    this.socket.on('close', () => this.finish());
    this.write({ type: 'hello', version: FEED_VERSION, ...hello });
  }

  /** @throws AppError FEED_UNREACHABLE when no answer comes */
  ask(question: Question): Promise<Answer> {
    this.lastId += 1;
    const id = this.lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.close('it does not answer'), ANSWER_MS);
      this.pending.set(id, { resolve, reject, timer });
      if (this.socket.destroyed) this.rejectPending();
      else this.write({ ...question, id });
    });
  }

  close(reason = 'closed'): void {
    this.reason = reason;
    this.socket.destroy();
  }

  private write(frame: object): void {
    this.socket.write(`${JSON.stringify(frame)}\n`);
  }

  private read(chunk: Buffer): void {
    this.reader.push(chunk);
    for (let line = this.reader.next(); line !== undefined; line = this.reader.next()) {
      const frame = serverFrameSchema.safeParse(parseLine(line.text ?? ''));
      // A kind of frame that is newer than this side shows as a gap in the numbers.
      if (frame.success) this.take(frame.data);
      if (this.socket.destroyed) return;
    }
  }

  private take(frame: ServerFrame): void {
    if (frame.type === 'ok' || frame.type === 'refused') this.settle(frame);
    else if (frame.type === 'hello' && frame.version !== FEED_VERSION)
      this.close(`it speaks version ${frame.version} of the feed, this side ${FEED_VERSION}`);
    else this.events.onFrame(frame);
  }

  private settle(answer: Answer): void {
    if (answer.id === null) {
      this.close(`it refused the connection: ${(answer as { reason: string }).reason}`);
      return;
    }
    const pending = this.pending.get(answer.id);
    this.pending.delete(answer.id);
    clearTimeout(pending?.timer);
    pending?.resolve(answer);
  }

  private finish(): void {
    this.rejectPending();
    this.events.onClose(this.reason);
  }

  private rejectPending(): void {
    for (const { reject, timer } of this.pending.values()) {
      clearTimeout(timer);
      reject(
        new AppError(
          'FEED_UNREACHABLE',
          `the proxy cannot be asked at ${this.path}: ${this.reason}`,
        ),
      );
    }
    this.pending.clear();
  }
}
