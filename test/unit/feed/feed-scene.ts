// A feed in a directory of its own, over a real Unix socket: server, clients, and a wire to cut.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FeedClient } from '../../../src/feed/feed-client.ts';
import { FeedServer } from '../../../src/feed/feed-server.ts';
import { FeedSession } from '../../../src/feed/feed-session.ts';
import type { FrameHistory } from '../../../src/feed/frame-history.ts';
import type { Directive } from '../../../src/feed/frames.ts';
import { EventLog } from '../../support/process/event-log.ts';
import { makeObservation } from '../proxy/make-binding.ts';

/** The server's clock, which stands still. */
export const now = 1_795_244_400_000;
export const DEADLINE_MS = 5_000;
export const TAG_KEY = '0123456789abcdef'.repeat(2);
export const hello = { type: 'hello', version: 1, events: false };

export class FeedScene {
  readonly directory = mkdtempSync(join(tmpdir(), 'farend-feed-'));
  path = join(this.directory, 'run', 'feed.sock');
  private readonly closers: (() => unknown)[] = [];

  async close(): Promise<void> {
    for (const close of this.closers.reverse()) await close();
    rmSync(this.directory, { recursive: true });
  }

  async startServer(history?: FrameHistory): Promise<FeedServer> {
    const bans = new Map<string, number>();
    const server = new FeedServer(
      this.path,
      {
        tagKey: TAG_KEY,
        readCounts: () => ({ bindings: 7, 'drops.stun': 1.5 }),
        ban: (address, untilMs) => {
          bans.set(address, untilMs);
          return address === '127.0.0.1' ? { refusal: 'it is a loopback address' } : { address };
        },
        unban: (address) => (bans.delete(address) ? { address } : { refusal: 'it is not banned' }),
        bans: () => [...bans].map(([address, untilMs]) => ({ address, untilMs })),
        setPingInterval: (address, ms) => ({ address: `${address} ${ms}` }),
      },
      () => now,
      history,
    );
    await server.start();
    this.closers.push(() => server.stop());
    return server;
  }

  /** What a client was told, a word each: `+` connected, `+!` to another life, `-`, `?N` lost, numbers. */
  startClient() {
    const told = new EventLog<string>();
    const counted = new EventLog<Readonly<Record<string, number>>>();
    const client = new FeedClient(
      this.path,
      {
        onConnected: (isRestart) => told.append(isRestart ? '+!' : '+'),
        onDisconnected: () => told.append('-'),
        onObservation: ({ cSeq }) => told.append(String(cSeq)),
        onDialog: ({ kind }) => told.append(kind),
        onNotice: ({ kind }) => told.append(kind),
        onCounts: (counts) => counted.append(counts),
        onLost: (count) => told.append(`?${count}`),
      },
      { random: () => 0 },
    );
    client.start();
    this.closers.push(() => client.stop());
    return { client, told, counted };
  }

  /** A client that only has a socket: what it gets, line by line. */
  openRaw(...frames: readonly (object | string)[]) {
    const lines = new EventLog<Record<string, unknown>>();
    const socket = connect(this.path);
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const whole = text.split('\n');
      text = whole.pop() ?? '';
      for (const line of whole) lines.append(JSON.parse(line));
    });
    socket.on('close', () => lines.append({ type: 'closed' }));
    socket.on('error', () => undefined);
    send(socket, ...frames);
    this.closers.push(() => socket.destroy());
    return { socket, lines };
  }

  /** A server that says this, whatever it is told. */
  async startLiar(...frames: readonly (object | string)[]): Promise<void> {
    await this.listen(
      createServer((socket) =>
        send(
          socket.on('error', () => undefined),
          ...frames,
        ),
      ),
    );
  }

  /** Puts a wire between the clients that come from now on and the server; returns what cuts it. */
  async interpose(): Promise<() => void> {
    const servedAt = this.path;
    this.path = join(this.directory, 'wire.sock');
    const ends: Socket[] = [];
    const wire = createServer((socket) => {
      const onward = connect(servedAt);
      ends.push(
        socket.on('error', () => undefined),
        onward.on('error', () => undefined),
      );
      socket.pipe(onward);
      onward.pipe(socket);
    });
    await this.listen(wire);
    return () => {
      for (const end of ends) end.destroy();
    };
  }

  /** A server's session with one client, and the socket that it has. */
  async serveOne(history: FrameHistory, onDirective: () => void = () => undefined) {
    const { promise, resolve } = Promise.withResolvers<{ session: FeedSession; socket: Socket }>();
    const host = {
      boot: 'b',
      tagKey: TAG_KEY,
      readCounts: () => ({}),
      history,
      obey: ({ id }: Directive) => {
        onDirective();
        return { type: 'ok' as const, id };
      },
      onSubscribed: () => undefined,
    };
    await this.listen(
      createServer((socket) => resolve({ session: new FeedSession(socket, host), socket })),
    );
    return { served: promise };
  }

  private async listen(server: Server): Promise<void> {
    mkdirSync(join(this.directory, 'run'), { recursive: true });
    await new Promise<void>((resolve) => {
      server.listen(this.path, () => resolve());
    });
    this.closers.push(() => server.close());
  }
}

export function publish(server: FeedServer, from: number, to: number): void {
  for (let cSeq = from; cSeq <= to; cSeq += 1) server.publishObservation(makeObservation({ cSeq }));
}

function send(socket: Socket, ...frames: readonly (object | string)[]): void {
  for (const frame of frames)
    socket.write(`${typeof frame === 'string' ? frame : JSON.stringify(frame)}\n`);
}
