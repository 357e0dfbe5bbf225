// One client at the proxy's end of the feed. It is written to only as fast as it reads; what it misses
// meanwhile is counted and told, and what it asks waits until it has taken the answers.

import type { Socket } from 'node:net';
import type { ZodError } from 'zod';
import type { FrameHistory } from './frame-history.ts';
import {
  type Answer,
  anyHelloSchema,
  type Counts,
  clientHelloSchema,
  type Directive,
  directiveSchema,
  explainRefusal,
  FEED_VERSION,
  parseLine,
  type ServerFrame,
} from './frames.ts';
import { LineReader } from './line-reader.ts';

/** The longest frame of a client is a tenth of this. */
const MAX_LINE_BYTES = 4_096;
/** Written at a time. */
const CHUNK_CHARACTERS = 65_536;
/** Directives obeyed in one turn of the event loop, so that datagrams have theirs. */
const DIRECTIVES_PER_TURN = 20;
/** Who says nothing for so long does not get a place. */
const HELLO_MS = 10_000;

/** What a session needs of its server. */
export interface SessionHost {
  readonly boot: string;
  readonly tagKey: string;
  readCounts(): Counts;
  readonly history: FrameHistory;
  obey(directive: Directive): Answer;
  /** From now on frames are kept. */
  onSubscribed(): void;
}

export class FeedSession {
  private readonly socket: Socket;
  private readonly host: SessionHost;
  private readonly reader = new LineReader(MAX_LINE_BYTES);
  private readonly helloTimer: NodeJS.Timeout;
  private hasGreeted = false;
  private isTurnDue = false;
  /** Number of the next frame that the client has to get; 0 for a client that wants none. */
  private cursor = 0;

  constructor(socket: Socket, host: SessionHost) {
    this.socket = socket;
    this.host = host;
    this.helloTimer = setTimeout(() => socket.destroy(), HELLO_MS);
    socket.on('data', (chunk: Buffer) => {
      this.reader.push(chunk);
      this.takeTurn();
    });
    socket.on('drain', () => {
      this.takeTurn();
      this.sendFrames();
    });
    socket.on('close', () => clearTimeout(this.helloTimer));
    const { boot, history, tagKey } = host;
    const seq = history.nextSeq - 1;
    this.send({ type: 'hello', version: FEED_VERSION, boot, seq, tagKey });
  }

  /** There are new frames. */
  sendFrames(): void {
    const { history } = this.host;
    while (this.cursor > 0 && this.cursor < history.nextSeq && this.isWritable()) {
      const { firstSeq } = history;
      if (this.cursor < firstSeq) {
        this.send({ type: 'lost', count: firstSeq - this.cursor, seq: firstSeq });
        this.cursor = firstSeq;
      } else {
        const { text, after } = history.read(this.cursor, CHUNK_CHARACTERS);
        this.cursor = after;
        this.socket.write(text);
      }
    }
  }

  /** Nobody waits for who does not read: it gets the next ones. */
  tellCounts(counts: Counts): void {
    if (this.cursor > 0 && this.isWritable()) this.send({ type: 'counts', counts });
  }

  /** The proxy ends: what fits goes out yet. */
  end(): void {
    this.sendFrames();
    this.socket.end();
  }

  destroy(): void {
    this.socket.destroy();
  }

  private isWritable(): boolean {
    return this.socket.writable && !this.socket.writableNeedDrain;
  }

  /** Obeys some of what the client asked; the rest in a later turn, or when it has read its answers. */
  private takeTurn(): void {
    let line = this.isTurnDue ? undefined : this.reader.next();
    for (let taken = 1; line !== undefined; taken += 1) {
      this.take(line.text);
      if (!this.isWritable() || taken === DIRECTIVES_PER_TURN) {
        this.waitForTurn();
        return;
      }
      line = this.reader.next();
    }
    if (!this.isTurnDue && !this.socket.destroyed) this.socket.resume();
  }

  private waitForTurn(): void {
    this.socket.pause();
    if (!this.isWritable()) return;
    this.isTurnDue = true;
    setImmediate(() => {
      this.isTurnDue = false;
      this.takeTurn();
    });
  }

  private take(line: string | undefined): void {
    const frame = line === undefined ? undefined : parseLine(line);
    if (!this.hasGreeted) this.greet(frame);
    else if (line === undefined) this.refuse(null, 'the line is too long');
    else if (frame === undefined) this.refuse(null, 'the line is no JSON');
    else {
      const directive = directiveSchema.safeParse(frame);
      if (directive.success) this.send(this.host.obey(directive.data));
      else this.refuse(readId(frame), explainRefusal(directive.error));
    }
  }

  private greet(frame: unknown): void {
    const any = anyHelloSchema.safeParse(frame);
    const hello = clientHelloSchema.safeParse(frame);
    if (!hello.success) {
      this.refuse(null, explainHello(any.data?.version, hello.error));
      this.socket.end();
      return;
    }
    clearTimeout(this.helloTimer);
    this.hasGreeted = true;
    if (!hello.data.events) return;
    const { boot, history } = this.host;
    const { after } = hello.data;
    const last = after?.boot === boot ? after.seq : 0;
    this.cursor = Math.min(last + 1, history.nextSeq);
    this.host.onSubscribed();
    this.sendFrames();
    this.tellCounts(this.host.readCounts());
  }

  private refuse(id: number | null, reason: string): void {
    this.send({ type: 'refused', id, reason });
  }

  private send(frame: ServerFrame): void {
    if (this.socket.writable) this.socket.write(`${JSON.stringify(frame)}\n`);
  }
}

function explainHello(version: number | undefined, error: ZodError): string {
  if (version === undefined) return 'the first frame must be a hello';
  return version === FEED_VERSION
    ? explainRefusal(error)
    : `this side speaks version ${FEED_VERSION}, the other one version ${version}`;
}

function readId(frame: unknown): number | null {
  const id = typeof frame === 'object' && frame !== null && 'id' in frame ? frame.id : undefined;
  return Number.isSafeInteger(id) && (id as number) >= 0 ? (id as number) : null;
}
