import { afterEach, beforeEach, expect, it } from 'vitest';
import { Heartbeat, type ProxySign } from '../../../src/alerts/heartbeat.ts';
import { pollUntil } from '../../support/process/poll-until.ts';
import { NOW_MS } from './make-notification.ts';
import { HttpReceiver, hang, status } from './notifiers/http-receiver.ts';

const EVERY_MS = 60_000;
let receiver: HttpReceiver;
let heartbeat: Heartbeat;
let now: number;
/** What the heart hears. */
let heardAt: number;
let answersProxy: () => Promise<unknown>;
let isMoving: boolean;
let told: string[];

beforeEach(async () => {
  receiver = await HttpReceiver.start();
  now = NOW_MS;
  heardAt = NOW_MS;
  answersProxy = () => Promise.reject(new Error('there is no connection'));
  isMoving = true;
  told = [];
  heartbeat = start();
});

afterEach(async () => {
  await heartbeat.stop();
  await receiver.stop();
});

/** An object that needs its own methods called on it. */
class LivingProxy implements ProxySign {
  private readonly world = { heardAt: () => heardAt, ask: () => answersProxy() };

  heardAt(): number {
    return this.world.heardAt();
  }

  ask(): Promise<unknown> {
    return this.world.ask();
  }
}

function start(everyMs = EVERY_MS, hasProxy = true): Heartbeat {
  const proxy = new LivingProxy();
  return new Heartbeat({
    url: `${receiver.url}/beat/s3cret`,
    everyMs,
    version: '1.2.3',
    now: () => now,
    signs: { ...(hasProxy && { proxy }), isOutboxMoving: () => isMoving },
    listener: {
      onWithheld: (reason) => told.push(`withheld: ${reason}`),
      onFailed: (reason) => told.push(`failed: ${reason}`),
      onRecovered: () => told.push('recovered'),
      onTrouble: (error) => told.push(`trouble: ${(error as Error).message}`),
    },
  });
}

/** Time goes by, and a beat with it. @returns beats so far */
async function pass(ms: number, isHeard = true): Promise<number> {
  now += ms;
  if (isHeard) heardAt = now;
  heartbeat.tick();
  const ended = () => Promise.resolve(heartbeat.isBeating ? undefined : true);
  await pollUntil(ended, { timeoutMs: 10_000, everyMs: 5, what: 'the end of a beat' });
  return receiver.requests.length;
}

it('calls the URL at once, and then as often as it should', async () => {
  expect(await pass(0)).toBe(1);
  expect(await pass(EVERY_MS - 1)).toBe(1);
  expect(await pass(1)).toBe(2);

  expect(receiver.requests[0]).toMatchObject({
    method: 'GET',
    path: '/beat/s3cret',
    headers: { 'user-agent': 'farend/1.2.3' },
  });
  expect(told).toEqual([]);
});

it('beats while the proxy is silent, but answers', async () => {
  answersProxy = () => Promise.resolve('bans');

  await pass(EVERY_MS, false);

  expect(await pass(EVERY_MS, false)).toBe(2);
});

it('stops with the second beat at the latest when the proxy is stopped, and says so once', async () => {
  await heartbeat.stop();
  heartbeat = start(1_000);
  await pass(1_000);
  answersProxy = () => new Promise(() => undefined);

  await pass(1_000, false);
  await pass(1_000, false);

  expect(await pass(1_000, false)).toBe(1);
  expect(told).toEqual(['withheld: the proxy gives no sign of life']);
});

it('beats again, and says so, when the proxy goes on', async () => {
  await pass(EVERY_MS, false);

  expect(await pass(EVERY_MS)).toBe(1);
  expect(told).toEqual(['withheld: the proxy gives no sign of life', 'recovered']);
});

it('asks for no proxy where farend has none', async () => {
  await heartbeat.stop();
  heartbeat = start(EVERY_MS, false);

  expect(await pass(EVERY_MS, false)).toBe(1);
});

it('stops when the outbox is stuck', async () => {
  isMoving = false;

  expect(await pass(EVERY_MS)).toBe(0);
  expect(told).toEqual(['withheld: notifications are stuck in the outbox']);
});

it('survives a fault of farend, and says so', async () => {
  answersProxy = () => {
    throw new Error('this cannot be');
  };

  await pass(EVERY_MS, false);

  expect(await pass(EVERY_MS)).toBe(1);
  expect(told).toEqual(['trouble: this cannot be']);
});

it('goes on after a failure, which is told once and without the URL', async () => {
  receiver.answer = status(503);
  await pass(EVERY_MS);
  await pass(EVERY_MS);
  receiver.answer = status(200);

  expect(await pass(EVERY_MS)).toBe(3);
  expect(told).toEqual(['failed: it answers 503', 'recovered']);
});

it('does not wait for an answer beyond the next beat', async () => {
  await heartbeat.stop();
  heartbeat = start(300);
  receiver.answer = hang;

  await pass(300);

  expect(await pass(300)).toBe(2);
  expect(told).toEqual([expect.stringMatching(/^failed: .*did not answer within 0.3 s$/)]);
});

it('beats no more once it is stopped, and waits for no answer', async () => {
  receiver.answer = hang;
  heartbeat.tick();
  await heartbeat.stop();

  const beats = await pass(EVERY_MS);

  expect(beats).toBeLessThanOrEqual(1);
  expect(told).toEqual([]);
});
