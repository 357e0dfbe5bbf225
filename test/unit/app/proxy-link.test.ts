// The companion's way to the proxy, over a real Unix socket.

import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ProxyLink } from '../../../src/app/proxy-link.ts';
import { KeyedHash } from '../../../src/base/keyed-hash.ts';
import { EventLog } from '../../support/process/event-log.ts';
import { DEADLINE_MS, FeedScene, publish } from '../feed/feed-scene.ts';

let scene: FeedScene;

beforeEach(() => {
  scene = new FeedScene();
});

afterEach(async () => {
  vi.useRealTimers();
  await scene.close();
});

it('a digest response has the tag that the observations of the proxy have', async () => {
  const link = new ProxyLink(
    `${scene.directory}/run`,
    undefined,
    {
      onUp: () => undefined,
      onRestart: () => undefined,
      onObservation: () => undefined,
      onDialog: () => undefined,
      onNotice: () => undefined,
    },
    pino({ level: 'silent' }),
  );
  const before = link.tagResponse('f1b0');
  const server = await scene.startServer();

  link.start();
  await expect.poll(() => link.health.isUp, { timeout: DEADLINE_MS }).toBe(true);
  const tag = link.tagResponse('f1b0');
  link.stop();

  expect(before).toBeUndefined();
  expect(tag).toBe(new KeyedHash(server.tagKey).hex('f1b0'));
});

it('says when it heard of the proxy last, and asks it for a sign of life', async () => {
  const server = await scene.startServer();
  const ignore = () => undefined;
  const link = new ProxyLink(
    `${scene.directory}/run`,
    undefined,
    { onObservation: ignore, onDialog: ignore, onNotice: ignore, onUp: ignore, onRestart: ignore },
    pino({ level: 'silent' }),
  );
  const before = link.heardAt();
  const unanswered = link.ask();
  await expect(unanswered).rejects.toMatchObject({ code: 'FEED_UNREACHABLE' });

  link.start();
  await expect.poll(() => link.health.isUp, { timeout: DEADLINE_MS }).toBe(true);
  const answered = link.ask();
  await expect(answered).resolves.toBeUndefined();
  publish(server, 1, 1);
  await expect.poll(() => link.heardAt(), { timeout: DEADLINE_MS }).toBeGreaterThan(0);
  link.stop();

  expect(before).toBe(0);
});

it('a frame that nobody can deal with is told, and the next one is heard', async () => {
  const server = await scene.startServer();
  server.onSubscribed();
  publish(server, 1, 3);
  const heard = new EventLog<number>();
  const told: unknown[] = [];
  const log = pino({ level: 'error' }, { write: (line) => void told.push(JSON.parse(line).msg) });
  const onObservation = ({ cSeq }: { readonly cSeq: number }) => {
    if (cSeq === 2) throw new Error('this cannot be');
    heard.append(cSeq);
  };
  const link = new ProxyLink(
    `${scene.directory}/run`,
    undefined,
    {
      onUp: () => undefined,
      onRestart: () => undefined,
      onObservation,
      onDialog: () => expect.fail('none was sent'),
      onNotice: () => expect.fail('none was sent'),
    },
    log,
  );

  link.start();
  await heard.waitFor((cSeq) => cSeq === 3, DEADLINE_MS);
  link.stop();

  expect(heard.items).toEqual([1, 3]);
  expect(told).toEqual(['this cannot be']);
  expect(link.position).toMatchObject({ seq: 3 });
});

it('misses a proxy that keeps its connection and says nothing any more', async () => {
  vi.useFakeTimers({
    toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'Date'],
  });
  await scene.startLiar({ type: 'hello', version: 1, boot: 'b', seq: 0 });
  const ignore = () => undefined;
  const link = new ProxyLink(
    `${scene.directory}/run`,
    undefined,
    { onObservation: ignore, onDialog: ignore, onNotice: ignore, onUp: ignore, onRestart: ignore },
    pino({ level: 'silent' }),
  );
  const waitUntil = (isSo: () => boolean) => vi.waitUntil(isSo, { timeout: DEADLINE_MS });

  link.start();
  await waitUntil(() => link.health.isUp);
  await vi.advanceTimersByTimeAsync(14_000);
  const early = link.health.isUp;
  await vi.advanceTimersByTimeAsync(11_000);
  await waitUntil(() => !link.health.isUp);
  link.stop();

  expect(early).toBe(true);
  expect(link.health.reason).toBe('it does not answer');
});
