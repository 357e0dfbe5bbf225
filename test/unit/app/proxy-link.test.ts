// The companion's way to the proxy, over a real Unix socket.

import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ProxyLink } from '../../../src/app/proxy-link.ts';
import { EventLog } from '../../support/process/event-log.ts';
import { DEADLINE_MS, FeedScene, publish } from '../feed/feed-scene.ts';

let scene: FeedScene;

beforeEach(() => {
  scene = new FeedScene();
});

afterEach(() => scene.close());

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
    { onObservation, onNotice: () => expect.fail('none was sent') },
    log,
  );

  link.start();
  await heard.waitFor((cSeq) => cSeq === 3, DEADLINE_MS);
  link.stop();

  expect(heard.items).toEqual([1, 3]);
  expect(told).toEqual(['this cannot be']);
  expect(link.position).toMatchObject({ seq: 3 });
});
