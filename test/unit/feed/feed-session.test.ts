// What clients that are none of ours can do to the proxy's end of the feed.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FrameHistory } from '../../../src/feed/frame-history.ts';
import { DEADLINE_MS, FeedScene, hello, TAG_KEY } from './feed-scene.ts';

let scene: FeedScene;

beforeEach(() => {
  scene = new FeedScene();
});

afterEach(async () => {
  vi.useRealTimers();
  await scene.close();
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
    const server = await scene.startServer();

    const { lines } = scene.openRaw(frame);
    await lines.waitFor(({ type }) => type === 'closed', DEADLINE_MS);

    expect(lines.items).toEqual([
      { type: 'hello', version: 1, boot: server.boot, seq: 0, tagKey: TAG_KEY },
      { type: 'refused', id: null, reason },
      { type: 'closed' },
    ]);
  });

  it('that sends garbage is refused frame by frame, and goes on', async () => {
    await scene.startServer();

    const { lines } = scene.openRaw(
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
    await scene.startServer();
    const questions = Array.from({ length: 1_000 }, (_, id) => ({ type: 'bans', id }));

    const { lines } = scene.openRaw(hello, ...questions);
    await lines.waitFor(({ id }) => id === 999, DEADLINE_MS);

    expect(lines.items.slice(1).map(({ id }) => id)).toEqual(questions.map(({ id }) => id));
  });

  it('that asks much leaves the proxy its turns', async () => {
    let obeyed = 0;
    await scene.serveOne(new FrameHistory(), () => {
      obeyed += 1;
    });
    const questions = Array.from({ length: 1_000 }, (_, id) => ({ type: 'bans', id }));

    scene.openRaw(hello, ...questions);
    let most = 0;
    for (let before = 0; obeyed < 1_000; before = obeyed) {
      await new Promise((resolve) => setImmediate(resolve));
      most = Math.max(most, obeyed - before);
    }

    expect(most).toBeLessThanOrEqual(40);
  });

  it('that does not read costs a bounded part of memory, and is told what it lost', async () => {
    const history = new FrameHistory(100);
    const { served } = await scene.serveOne(history);
    const { socket, lines } = scene.openRaw({ ...hello, events: true });
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

  it('that does not greet within 10 s has to go, and one that does may stay', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await scene.startServer();
    const silent = scene.openRaw();
    const polite = scene.openRaw(hello, { type: 'bans', id: 1 });
    await silent.lines.waitFor(({ type }) => type === 'hello', DEADLINE_MS);
    await polite.lines.waitFor(({ id }) => id === 1, DEADLINE_MS);

    vi.advanceTimersByTime(10_000);
    vi.useRealTimers();
    await silent.lines.waitFor(({ type }) => type === 'closed', DEADLINE_MS);
    polite.socket.write('{"type":"bans","id":2}\n');

    await polite.lines.waitFor(({ id }) => id === 2, DEADLINE_MS);
  });

  it('beyond the sixteenth finds no place, until one of them goes', async () => {
    await scene.startServer();
    const clients = Array.from({ length: 16 }, () => scene.openRaw(hello));
    for (const { lines } of clients)
      await lines.waitFor(({ type }) => type === 'hello', DEADLINE_MS);

    const { lines } = scene.openRaw(hello);
    await lines.waitFor(({ type }) => type === 'closed', DEADLINE_MS);

    expect(lines.items).toEqual([{ type: 'closed' }]);
  });
});
