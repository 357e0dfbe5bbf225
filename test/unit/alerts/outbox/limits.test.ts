// What the outbox does when too much waits, the file cannot be written, a delivery does not end, or
// farend stops.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DeliveryOutcome, delivered } from '../../../../src/alerts/notifiers/notifier.ts';
import { LEASE_MS } from '../../../../src/alerts/outbox/outbox.ts';
import { makeGroupNotification, makeNotification } from '../make-notification.ts';
import { away, OutboxScene, refused } from './outbox-scene.ts';

let scene: OutboxScene;

beforeEach(() => {
  scene = new OutboxScene(['webhook-1', 'slack']);
});

afterEach(() => {
  scene.database.close();
});

const groups = (count: number, receiver = 'webhook-1') =>
  Array.from({ length: count }, (_, i) => makeGroupNotification(`site ${i}`, { receiver }));

describe('too much', () => {
  it('is what is over 10,000 for a receiver: the oldest give way, and are counted', () => {
    const [oldest, ...others] = groups(10_001);
    const ofSlack = makeNotification({ receiver: 'slack' });

    scene.enqueue(ofSlack, oldest!, ...others);

    expect(scene.log).toEqual(['dropped 1 of webhook-1']);
    expect(scene.outbox.list(2).map(({ id }) => id)).toEqual([ofSlack.id, others[0]?.id]);
    expect(scene.outbox.backlog()).toMatchObject([
      { receiver: 'slack', waiting: 1, dropped: 0 },
      { receiver: 'webhook-1', waiting: 10_000, dropped: 1 },
    ]);
  });

  it('leaves alone what is being delivered', async () => {
    scene.receiver.answer = new Promise(() => undefined);
    const [first, ...others] = groups(10_001);
    await scene.enqueue(first!).turn();

    scene.enqueue(...others);

    expect(scene.outbox.list(2).map(({ id }) => id)).toEqual([first?.id, others[1]?.id]);
  });

  it('is what is over 1,000 dead letters of a receiver', async () => {
    scene.receiver.answer = refused;
    scene.random = () => 0;
    const [oldest, second, ...others] = groups(1_001);

    await scene.enqueue(oldest!, second!, ...others).turn();

    expect(scene.outbox.list(1)).toMatchObject([{ id: second?.id, state: 'dead' }]);
    expect(scene.outbox.backlog()).toMatchObject([{ waiting: 0, dead: 1_000, dropped: 1 }]);
  });
});

describe('the file', () => {
  it('that cannot be written delays all, and nobody is told twice', async () => {
    const [first, second] = [makeGroupNotification('Leeds'), makeGroupNotification('York')];
    let answer: (outcome: DeliveryOutcome) => void = () => undefined;
    scene.receiver.answer = new Promise((resolve) => {
      answer = resolve;
    });
    await scene.enqueue(first, second).turn();
    scene.receiver.answer = delivered;

    scene.database.exec('PRAGMA query_only = ON');
    answer(delivered);
    await scene.pass(LEASE_MS / 1_000 + 60);
    expect(scene.receiver.tries.map(({ id }) => id)).toEqual([first.id]);
    expect(scene.log.at(-1)).toMatch(/^trouble: .*readonly/);
    expect(scene.worker.isMoving(5_000)).toBe(false);

    scene.database.exec('PRAGMA query_only = OFF');
    await scene.pass(1);
    expect(scene.receiver.told).toEqual([first, second]);
    expect(scene.worker.isMoving(5_000)).toBe(true);
  });

  it('that was left in the middle of a delivery tells it again, after a minute', async () => {
    scene.receiver.answer = new Promise(() => undefined);
    const notification = makeNotification();
    await scene.enqueue(notification).turn();
    scene.receiver.answer = delivered;
    scene.startWorker();

    await scene.pass(LEASE_MS / 1_000 - 1);
    expect(scene.receiver.told).toEqual([]);
    await scene.pass(2);

    expect(scene.receiver.told).toEqual([notification]);
  });
});

describe('the worker', () => {
  it('does not move when it has no turns', async () => {
    await scene.turn();
    scene.now += 5_001;

    expect(scene.worker.isMoving(5_000)).toBe(false);
    await scene.turn();
    expect(scene.worker.isMoving(5_000)).toBe(true);
  });

  it('moves while a receiver fails, and does not while a delivery never ends', async () => {
    scene.receiver.answer = away;
    scene.of('slack').answer = new Promise(() => undefined);

    await scene.enqueue(makeNotification(), makeNotification({ receiver: 'slack' })).pass(60);
    expect(scene.worker.isMoving(5_000)).toBe(true);
    await scene.pass(1);

    expect(scene.worker.isMoving(5_000)).toBe(false);
  });

  it('goes on although a notifier has a fault, and says so', async () => {
    scene.receiver.answer = () => {
      throw new Error('this cannot be');
    };

    await scene.enqueue(makeNotification()).turn();

    expect(scene.log).toEqual([
      'trouble: this cannot be',
      expect.stringMatching(/^delayed .*: farend failed by itself: see its log$/),
    ]);
  });

  it('gives up what is under way when it stops, and the next one delivers it at once', async () => {
    let answer: (outcome: DeliveryOutcome) => void = () => undefined;
    scene.receiver.answer = new Promise((resolve) => {
      answer = resolve;
    });
    const notification = makeNotification();
    await scene.enqueue(notification).turn();

    const stopped = scene.worker.stop();
    answer(away);
    await stopped;
    scene.receiver.answer = delivered;
    scene.startWorker();
    await scene.turn();

    expect(scene.receiver.told).toEqual([notification]);
    expect(scene.log).toEqual([`delivered ${notification.id}`]);
  });

  it('starts nothing after it was stopped', async () => {
    await scene.worker.stop();

    await scene.enqueue(makeNotification()).turn();

    expect(scene.receiver.tries).toEqual([]);
  });

  it('survives a file that is gone', async () => {
    const other = new OutboxScene();
    other.database.close();

    await other.turn();

    expect(other.log).toEqual([expect.stringMatching(/^trouble: /)]);
  });
});
