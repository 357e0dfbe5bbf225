// Server and client of the feed over a real Unix socket, without a proxy.

import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FeedConnection } from '../../../src/feed/feed-connection.ts';
import { FrameHistory } from '../../../src/feed/frame-history.ts';
import { makeObservation } from '../proxy/make-binding.ts';
import { endedCall } from '../watch/make-dialog.ts';
import { DEADLINE_MS, FeedScene, now, publish } from './feed-scene.ts';

let scene: FeedScene;

beforeEach(() => {
  scene = new FeedScene();
});

afterEach(() => scene.close());

describe('the socket', () => {
  it('may be used by owner and group only, and so may the directory that is made for it', async () => {
    await scene.startServer();

    expect(statSync(scene.path).mode & 0o777).toBe(0o660);
    expect(statSync(join(scene.directory, 'run')).mode & 0o777).toBe(0o750);
  });

  it('is taken when another process serves there', async () => {
    await scene.startServer();

    await expect(scene.startServer()).rejects.toMatchObject({ code: 'FEED_TAKEN' });
    expect(statSync(scene.path).isSocket()).toBe(true);
  });

  it('is not made in the place of a file, nor where nobody may write', async () => {
    mkdirSync(join(scene.directory, 'run'));
    writeFileSync(scene.path, 'precious');
    await expect(scene.startServer()).rejects.toMatchObject({ code: 'FEED_UNAVAILABLE' });

    scene.path = join(scene.path, 'below', 'feed.sock');
    await expect(scene.startServer()).rejects.toMatchObject({ code: 'FEED_UNAVAILABLE' });
  });
});

describe('a client', () => {
  it('is told what happens, in order', async () => {
    const server = await scene.startServer();
    const { told } = scene.startClient();
    await told.waitFor((word) => word === '+', DEADLINE_MS);
    server.onSubscribed();

    publish(server, 1, 3);
    server.publishDialog(endedCall);
    server.publishNotice({ kind: 'scanner', time: now, source: '203.0.113.66', count: 1 });
    await told.waitFor((word) => word === 'scanner', DEADLINE_MS);

    expect(told.items).toEqual(['+', '1', '2', '3', 'ended', 'scanner']);
  });

  it('is told the counters when it comes, and again later, without a number', async () => {
    const server = await scene.startServer();
    const { counted, client } = scene.startClient();
    await counted.waitFor(({ bindings }) => bindings === 7, DEADLINE_MS);

    server.publishCounts();
    await counted.waitFor(({ bindings }) => bindings === 7, DEADLINE_MS, 'more', 1);

    expect(counted.items[1]).toEqual({ bindings: 7, 'drops.stun': 1.5 });
    expect(client.position).toMatchObject({ seq: 0 });
  });

  it('is not told of an end that it made itself', async () => {
    const server = await scene.startServer();
    server.onSubscribed();
    const { client, told } = scene.startClient();
    publish(server, 1, 1);
    await told.waitFor((word) => word === '1', DEADLINE_MS);

    client.stop();
    // The server waits for its clients to be gone.
    await server.stop();

    expect(told.items).toEqual(['+', '1']);
  });

  it('goes on where it was when the connection broke', async () => {
    const server = await scene.startServer();
    server.onSubscribed();
    const breakConnections = await scene.interpose();
    const { told } = scene.startClient();
    publish(server, 1, 2);
    await told.waitFor((word) => word === '2', DEADLINE_MS);

    breakConnections();
    publish(server, 3, 4);
    await told.waitFor((word) => word === '4', DEADLINE_MS);

    expect(told.items).toEqual(['+', '1', '2', '-', '+', '3', '4']);
  });

  it('is told of another life of the proxy, and gets all that this one has', async () => {
    const first = await scene.startServer();
    first.onSubscribed();
    const { told } = scene.startClient();
    publish(first, 1, 5);
    await told.waitFor((word) => word === '5', DEADLINE_MS);
    await first.stop();
    const second = await scene.startServer();
    second.onSubscribed();

    publish(second, 101, 102);
    await told.waitFor((word) => word === '102', DEADLINE_MS);

    expect(told.items).toEqual(['+', '1', '2', '3', '4', '5', '-', '+!', '101', '102']);
  });

  it('is told how much it lost', async () => {
    const server = await scene.startServer(new FrameHistory(10));
    server.onSubscribed();

    publish(server, 1, 25);
    const { told } = scene.startClient();
    await told.waitFor((word) => word === '25', DEADLINE_MS);

    expect(told.items.slice(0, 3)).toEqual(['+', '?15', '16']);
  });

  it('has lost what happened before anybody asked', async () => {
    const server = await scene.startServer();
    publish(server, 1, 7);
    const { told } = scene.startClient();
    await told.waitFor((word) => word.startsWith('?'), DEADLINE_MS);

    publish(server, 8, 8);
    await told.waitFor((word) => word === '8', DEADLINE_MS);

    expect(told.items).toEqual(['+', '?7', '8']);
  });

  it('takes what it does not understand for lost, and goes on', async () => {
    const strange = '{"type":"observation","seq":1,"observation":{"producer":"crystal ball"}}';
    const known = { type: 'observation', seq: 2, observation: makeObservation({ cSeq: 2 }) };
    await scene.startLiar(
      { type: 'hello', version: 1, boot: 'b', seq: 2 },
      strange,
      'garbage',
      known,
    );

    const { told } = scene.startClient();
    await told.waitFor((word) => word === '2', DEADLINE_MS);

    expect(told.items).toEqual(['+', '?1', '2']);
  });

  it('is answered what it asks, and told at once when there is nobody to ask', async () => {
    const { client, told } = scene.startClient();
    await expect(client.ask({ type: 'bans' })).rejects.toMatchObject({ code: 'FEED_UNREACHABLE' });
    await scene.startServer();
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
      scene.path,
      { events: false },
      { onFrame: ignore, onClose: ignore },
    );

    await expect(connection.ask({ type: 'bans' })).rejects.toMatchObject({
      code: 'FEED_UNREACHABLE',
      message: `the proxy cannot be asked at ${scene.path}: no proxy is running there`,
    });
  });
});
