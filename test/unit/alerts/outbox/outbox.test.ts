import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { delivered } from '../../../../src/alerts/notifiers/notifier.ts';
import { runTransaction } from '../../../../src/sqlite/run-transaction.ts';
import {
  makeAlert,
  makeGroupNotification,
  makeNotification,
  makeResolved,
} from '../make-notification.ts';
import { away, OutboxScene, refused } from './outbox-scene.ts';

let scene: OutboxScene;

beforeEach(() => {
  scene = new OutboxScene(['webhook-1', 'slack']);
});

afterEach(() => {
  scene.close();
});

const DAY_S = 86_400;

describe('what is put in', () => {
  it('is delivered to its receiver and gone', async () => {
    const mine = makeNotification();
    const others = makeNotification({ receiver: 'slack' });

    await scene.enqueue(mine, others).turn();

    expect(scene.receiver.told).toEqual([mine]);
    expect(scene.of('slack').told).toEqual([others]);
    expect(scene.outbox.list()).toEqual([]);
  });

  it('is never there when the decision was not written down', async () => {
    const failing = () =>
      runTransaction(scene.database, () => {
        scene.enqueue(makeNotification());
        throw new Error('the disk is full');
      });

    expect(failing).toThrow('the disk is full');
    await scene.turn();

    expect(scene.receiver.tries).toEqual([]);
  });

  it('is there once, however often it is put in', async () => {
    const notification = makeNotification();

    await scene.enqueue(notification, notification).enqueue(notification).turn();

    expect(scene.receiver.told).toEqual([notification]);
  });

  it('goes out in its order, group by group', async () => {
    const all = ['Leeds', 'York', 'Hull'].map((site) => makeGroupNotification(site));

    await scene.enqueue(...all).turn();

    expect(scene.receiver.told).toEqual(all);
  });
});

describe('a receiver that fails', () => {
  it('is tried again after at most 5 s, twice that, and so on up to 5 min', async () => {
    scene.receiver.answer = away;

    await scene.enqueue(makeNotification()).pass(1_500);

    const times = scene.receiver.tries.map(({ at }) => at);
    const gaps = times.slice(1).map((at, i) => (at - (times[i] ?? 0)) / 1_000);
    expect(gaps).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300]);
  });

  it('is tried at any time before that', async () => {
    scene.receiver.answer = away;
    scene.random = () => 0.5;

    await scene.enqueue(makeNotification()).pass(60);

    const times = scene.receiver.tries.map(({ at }) => at);
    const gaps = times.slice(1).map((at, i) => (at - (times[i] ?? 0)) / 1_000);
    expect(gaps).toEqual([2.5, 5, 10, 20]);
  });

  it('has all the time that it asked for, for all groups and over a restart', async () => {
    scene.receiver.answer = { kind: 'retry', reason: 'too many', afterMs: 600_000 };

    await scene.enqueue(makeGroupNotification('Leeds')).turn();
    await scene.enqueue(makeGroupNotification('York')).pass(300);
    scene.startWorker();
    await scene.pass(299);
    expect(scene.receiver.tries).toHaveLength(1);

    scene.receiver.answer = delivered;
    await scene.pass(2);
    expect(scene.receiver.told).toHaveLength(2);
  });

  it('delays nobody else', async () => {
    const ofSlack = makeNotification({ receiver: 'slack' });
    scene.receiver.answer = new Promise(() => undefined);

    await scene.enqueue(makeNotification(), ofSlack).turn();

    expect(scene.of('slack').told).toEqual([ofSlack]);
    expect(scene.receiver.tries).toHaveLength(1);
  });

  it('gets the other groups although it does not take one of them', async () => {
    const [bad, good] = [makeGroupNotification('Leeds'), makeGroupNotification('York')];
    scene.receiver.answer = ({ id }) => (id === bad.id ? away : delivered);

    await scene.enqueue(bad, good).pass(60);

    expect(scene.receiver.told).toEqual([good]);
    expect(scene.states()).toEqual([`${bad.id} waiting`]);
  });

  it('is said to have failed, how often in a row, and to have recovered', async () => {
    const { id } = makeNotification();
    scene.receiver.answer = away;
    await scene.enqueue(makeNotification({ id })).pass(6);
    scene.receiver.answer = delivered;

    await scene.pass(60);

    expect(scene.log).toEqual([
      `delayed ${id} 1: it does not answer`,
      `delayed ${id} 2: it does not answer`,
      `delivered at last ${id}`,
    ]);
  });

  it('gets a message in the end after an hour of silence', async () => {
    const notification = makeNotification();
    scene.receiver.answer = away;
    await scene.enqueue(notification).pass(3_600);
    scene.receiver.answer = delivered;

    await scene.pass(300);

    expect(scene.receiver.told).toEqual([notification]);
  });
});

describe('a dead letter', () => {
  it('is what its receiver refuses for good: it is not tried again, and listed with the reason', async () => {
    const { id } = makeNotification();
    scene.receiver.answer = refused;

    await scene.enqueue(makeNotification({ id })).pass(3_600);

    expect(scene.receiver.tries).toHaveLength(1);
    expect(scene.outbox.list()).toMatchObject([
      { id, state: 'dead', attempts: 1, lastError: 'it does not know farend' },
    ]);
    expect(scene.log).toEqual([`dead ${id}: it does not know farend`]);
    expect(scene.outbox.backlog()).toMatchObject([{ waiting: 0, dead: 1, oldestWaitingAt: 0 }]);
  });

  it('is what was not delivered for three days', async () => {
    const { id } = makeNotification();
    scene.receiver.answer = away;

    await scene.enqueue(makeNotification({ id })).pass(3 * DAY_S - 600, 60_000);
    expect(scene.states()).toEqual([`${id} waiting`]);
    await scene.pass(1_200, 60_000);

    expect(scene.states()).toEqual([`${id} dead`]);
    expect(scene.outbox.list()[0]?.lastError).toBe('given up after three days: it does not answer');
  });

  it('is delivered at once when a person asks for it', async () => {
    const notification = makeNotification();
    scene.receiver.answer = refused;
    await scene.enqueue(notification).turn();
    scene.receiver.answer = delivered;

    const isThere = scene.outbox.retry(notification.id);
    await scene.turn();

    expect(isThere).toBe(true);
    expect(scene.receiver.told).toEqual([notification]);
    expect(scene.outbox.retry(notification.id)).toBe(false);
  });

  it('gives way to the newest state of its group', async () => {
    scene.receiver.answer = refused;
    await scene.enqueue(makeNotification({ alerts: [makeResolved('4001')] })).turn();
    const newer = makeNotification({ alerts: [makeAlert({ labels: { endpoint: '4002' } })] });

    await scene.enqueue(newer).pass(6);

    expect(scene.states()).toEqual([`${newer.id} dead`]);
    expect(scene.receiver.tries.at(-1)?.id).toBe(newer.id);
  });

  it('is kept for two weeks', async () => {
    scene.receiver.answer = refused;
    await scene.enqueue(makeNotification()).turn();

    await scene.pass(14 * DAY_S - 3_600, 3_600_000);
    expect(scene.outbox.list()).toHaveLength(1);
    await scene.pass(7_200, 3_600_000);

    expect(scene.outbox.list()).toEqual([]);
  });

  it('comes of a notification that cannot be read, and stops nobody', async () => {
    const [bad, good] = [makeGroupNotification('Leeds'), makeGroupNotification('York')];
    scene.enqueue(bad, good);
    scene.database.prepare('UPDATE outbox SET body = ? WHERE id = ?').run('{', bad.id);

    await scene.pass(6);

    expect(scene.receiver.told).toEqual([good]);
    expect(scene.states()).toEqual([`${bad.id} dead`]);
  });

  it('comes in time of what is for a receiver that the configuration no longer has', async () => {
    const { id } = makeNotification();
    await scene.enqueue(makeNotification({ id, receiver: 'webhook-7' })).pass(4 * DAY_S, 3_600_000);

    expect(scene.states()).toEqual([`${id} dead`]);
  });
});
