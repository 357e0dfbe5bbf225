// Server and client of the feed over a real Unix socket, without a proxy.

import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FeedClient } from '../../../src/feed/feed-client.ts';
import { FeedConnection } from '../../../src/feed/feed-connection.ts';
import { FeedServer } from '../../../src/feed/feed-server.ts';
import { FeedSession } from '../../../src/feed/feed-session.ts';
import { FrameHistory } from '../../../src/feed/frame-history.ts';
import { EventLog } from '../../support/process/event-log.ts';
import { makeObservation } from '../proxy/make-binding.ts';

const now = 1_795_244_400_000;
const DEADLINE_MS = 5_000;
let directory: string;
let path: string;
let closers: (() => unknown)[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'farend-feed-'));
  path = join(directory, 'run', 'feed.sock');
  closers = [];
});

afterEach(async () => {
  for (const close of closers.reverse()) await close();
  rmSync(directory, { recursive: true });
});

async function startServer(history?: FrameHistory): Promise<FeedServer> {
  const bans = new Map<string, number>();
  const server = new FeedServer(
    path,
    {
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
  closers.push(() => server.stop());
  return server;
}

/** What a client was told, one word each: `+` connected, `+!` to another life, `-`, `?N` lost, numbers. */
function startClient() {
  const told = new EventLog<string>();
  const client = new FeedClient(
    path,
    {
      onConnected: (isRestart) => told.append(isRestart ? '+!' : '+'),
      onDisconnected: () => told.append('-'),
      onObservation: ({ cSeq }) => told.append(String(cSeq)),
      onNotice: ({ kind }) => told.append(kind),
      onLost: (count) => told.append(`?${count}`),
    },
    { random: () => 0 },
  );
  client.start();
  closers.push(() => client.stop());
  return { client, told };
}

function publish(server: FeedServer, from: number, to: number): void {
  for (let cSeq = from; cSeq <= to; cSeq += 1) server.publishObservation(makeObservation({ cSeq }));
}

/** A client that only has a socket: what it gets, line by line. */
function openRaw(...frames: readonly (object | string)[]) {
  const lines = new EventLog<Record<string, unknown>>();
  const socket = connect(path);
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
  closers.push(() => socket.destroy());
  return { socket, lines };
}

function send(socket: Socket, ...frames: readonly (object | string)[]): void {
  for (const frame of frames)
    socket.write(`${typeof frame === 'string' ? frame : JSON.stringify(frame)}\n`);
}

/** Puts a wire between the clients that come from now on and the server; returns what cuts it. */
async function interpose(): Promise<() => void> {
  const servedAt = path;
  path = join(directory, 'wire.sock');
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
  await listen(wire);
  return () => {
    for (const end of ends) end.destroy();
  };
}

async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.listen(path, () => resolve());
  });
  closers.push(() => server.close());
}

/** A server's session with one client, and the socket that it has. */
async function serveOne(history: FrameHistory) {
  mkdirSync(join(directory, 'run'));
  const { promise, resolve } = Promise.withResolvers<{ session: FeedSession; socket: Socket }>();
  const host = {
    boot: 'b',
    history,
    obey: () => ({ type: 'ok' as const, id: 0 }),
    onSubscribed: () => undefined,
  };
  await listen(
    createServer((socket) => resolve({ session: new FeedSession(socket, host), socket })),
  );
  return { served: promise };
}

const hello = { type: 'hello', version: 1, events: false };

describe('the socket', () => {
  it('may be used by owner and group only, and so may the directory that is made for it', async () => {
    await startServer();

    expect(statSync(path).mode & 0o777).toBe(0o660);
    expect(statSync(join(directory, 'run')).mode & 0o777).toBe(0o750);
  });

  it('is taken when another process serves there', async () => {
    await startServer();

    await expect(startServer()).rejects.toMatchObject({ code: 'FEED_TAKEN' });
    expect(statSync(path).isSocket()).toBe(true);
  });

  it('is not made in the place of a file, nor where nobody may write', async () => {
    mkdirSync(join(directory, 'run'));
    writeFileSync(path, 'precious');
    await expect(startServer()).rejects.toMatchObject({ code: 'FEED_UNAVAILABLE' });

    path = join(path, 'below', 'feed.sock');
    await expect(startServer()).rejects.toMatchObject({ code: 'FEED_UNAVAILABLE' });
  });
});

describe('a client', () => {
  it('is told what happens, in order', async () => {
    const server = await startServer();
    const { told } = startClient();
    await told.waitFor((word) => word === '+', DEADLINE_MS);
    server.onSubscribed();

    publish(server, 1, 3);
    server.publishNotice({ kind: 'scanner', time: now, source: '203.0.113.66', count: 1 });
    await told.waitFor((word) => word === 'scanner', DEADLINE_MS);

    expect(told.items).toEqual(['+', '1', '2', '3', 'scanner']);
  });

  it('goes on where it was when the connection broke', async () => {
    const server = await startServer();
    server.onSubscribed();
    const breakConnections = await interpose();
    const { told } = startClient();
    publish(server, 1, 2);
    await told.waitFor((word) => word === '2', DEADLINE_MS);

    breakConnections();
    publish(server, 3, 4);
    await told.waitFor((word) => word === '4', DEADLINE_MS);

    expect(told.items).toEqual(['+', '1', '2', '-', '+', '3', '4']);
  });

  it('is told of another life of the proxy, and gets all that this one has', async () => {
    const first = await startServer();
    first.onSubscribed();
    const { told } = startClient();
    publish(first, 1, 5);
    await told.waitFor((word) => word === '5', DEADLINE_MS);
    await first.stop();
    const second = await startServer();
    second.onSubscribed();

    publish(second, 101, 102);
    await told.waitFor((word) => word === '102', DEADLINE_MS);

    expect(told.items).toEqual(['+', '1', '2', '3', '4', '5', '-', '+!', '101', '102']);
  });

  it('is told how much it lost', async () => {
    const server = await startServer(new FrameHistory(10));
    server.onSubscribed();

    publish(server, 1, 25);
    const { told } = startClient();
    await told.waitFor((word) => word === '25', DEADLINE_MS);

    expect(told.items.slice(0, 3)).toEqual(['+', '?15', '16']);
  });

  it('has lost what happened before anybody asked', async () => {
    const server = await startServer();
    publish(server, 1, 7);
    const { told } = startClient();
    await told.waitFor((word) => word.startsWith('?'), DEADLINE_MS);

    publish(server, 8, 8);
    await told.waitFor((word) => word === '8', DEADLINE_MS);

    expect(told.items).toEqual(['+', '?7', '8']);
  });

  it('takes what it does not understand for lost, and goes on', async () => {
    const strange = '{"type":"observation","seq":1,"observation":{"producer":"crystal ball"}}';
    const known = { type: 'observation', seq: 2, observation: makeObservation({ cSeq: 2 }) };
    const server = createServer((socket) => {
      send(socket, { type: 'hello', version: 1, boot: 'b', seq: 2 }, strange, 'garbage', known);
    });
    mkdirSync(join(directory, 'run'));
    await listen(server);

    const { told } = startClient();
    await told.waitFor((word) => word === '2', DEADLINE_MS);

    expect(told.items).toEqual(['+', '?1', '2']);
  });

  it('is answered what it asks, and told at once when there is nobody to ask', async () => {
    const { client, told } = startClient();
    await expect(client.ask({ type: 'bans' })).rejects.toMatchObject({ code: 'FEED_UNREACHABLE' });
    await startServer();
    await told.waitFor((word) => word === '+', DEADLINE_MS);

    const answers = await Promise.all([
      client.ask({ type: 'ban', address: '203.0.113.66', forMs: 1_000 }),
      client.ask({ type: 'ban', address: '127.0.0.1', untilMs: now }),
      client.ask({ type: 'ping-interval', address: '203.0.113.9', ms: null }),
    ]);

    expect(answers).toMatchObject([
      { type: 'ok', address: '203.0.113.66' },
      { type: 'refused', reason: 'it is a loopback address' },
      { type: 'ok', address: '203.0.113.9 undefined' },
    ]);
    await expect(client.ask({ type: 'bans' })).resolves.toMatchObject({
      bans: [{ address: '203.0.113.66', untilMs: now + 1_000 }, {}],
    });
  });
});

describe('one connection', () => {
  it('says that nobody is there', async () => {
    const ignore = () => undefined;
    const connection = new FeedConnection(
      path,
      { events: false },
      { onFrame: ignore, onClose: ignore },
    );

    await expect(connection.ask({ type: 'bans' })).rejects.toMatchObject({
      code: 'FEED_UNREACHABLE',
      message: `the proxy cannot be asked at ${path}: no proxy is running there`,
    });
  });
});

describe('a client of another kind', () => {
  it.each([
    [
      'of another version',
      { ...hello, version: 2 },
      'this side speaks version 1, the other one version 2',
    ],
    ['that does not greet', { type: 'bans', id: 1 }, 'the first frame must be a hello'],
    ['that is no client', 'GET / HTTP/1.1', 'the first frame must be a hello'],
    ['that greets wrongly', { type: 'hello', version: 1 }, expect.stringContaining('events: ')],
  ])('%s is told why, and the connection ends', async (_, frame, reason) => {
    const server = await startServer();

    const { lines } = openRaw(frame);
    await lines.waitFor(({ type }) => type === 'closed', DEADLINE_MS);

    expect(lines.items).toEqual([
      { type: 'hello', version: 1, boot: server.boot, seq: 0 },
      { type: 'refused', id: null, reason },
      { type: 'closed' },
    ]);
  });

  it('that sends garbage is refused frame by frame, and goes on', async () => {
    await startServer();

    const { lines } = openRaw(
      hello,
      'garbage',
      'x'.repeat(100_000),
      { type: 'stop', id: 5 },
      { type: 'unban', id: 6 },
      { type: 'bans', id: 7 },
    );
    await lines.waitFor(({ id }) => id === 7, DEADLINE_MS);

    expect(lines.items.slice(1)).toEqual([
      { type: 'refused', id: null, reason: 'the line is no JSON' },
      { type: 'refused', id: null, reason: 'the line is too long' },
      { type: 'refused', id: 5, reason: expect.any(String) },
      { type: 'refused', id: 6, reason: expect.any(String) },
      { type: 'ok', id: 7, bans: [] },
    ]);
  });

  it('that asks a thousand things at once is answered all of them, in order', async () => {
    await startServer();
    const questions = Array.from({ length: 1_000 }, (_, id) => ({ type: 'bans', id }));

    const { lines } = openRaw(hello, ...questions);
    await lines.waitFor(({ id }) => id === 999, DEADLINE_MS);

    expect(lines.items.slice(1).map(({ id }) => id)).toEqual(questions.map(({ id }) => id));
  });

  it('that does not read costs a bounded part of memory, and is told what it lost', async () => {
    const history = new FrameHistory(100);
    const { served } = await serveOne(history);
    const { socket, lines } = openRaw({ ...hello, events: true });
    await lines.waitFor(({ type }) => type === 'hello', DEADLINE_MS);
    const { session, socket: itsEnd } = await served;
    socket.pause();

    let held = 0;
    for (let seq = 1; seq <= 5_000; seq += 1) {
      history.add(`${JSON.stringify({ type: 'notice', seq, text: 'x'.repeat(1_000) })}\n`);
      if (seq % 50 !== 0) continue;
      session.sendFrames();
      await new Promise((resolve) => setImmediate(resolve));
      held = Math.max(held, itsEnd.writableLength);
    }
    socket.resume();
    await lines.waitFor(({ seq }) => seq === 5_000, DEADLINE_MS);

    const frames = lines.items.filter(({ type }) => type === 'notice');
    const lost = lines.items.filter(({ type }) => type === 'lost');
    const total = lost.reduce((sum, { count }) => sum + Number(count), frames.length);
    expect(held).toBeLessThan(200_000);
    expect(lost.length).toBeGreaterThan(0);
    expect(total).toBe(5_000);
  });

  it('beyond the sixteenth finds no place, until one of them goes', async () => {
    await startServer();
    const clients = Array.from({ length: 16 }, () => openRaw(hello));
    for (const { lines } of clients)
      await lines.waitFor(({ type }) => type === 'hello', DEADLINE_MS);

    const { lines } = openRaw(hello);
    await lines.waitFor(({ type }) => type === 'closed', DEADLINE_MS);

    expect(lines.items).toEqual([{ type: 'closed' }]);
  });
});
