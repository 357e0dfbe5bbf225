import { afterEach, beforeEach, expect, it } from 'vitest';
import { delivered } from '../../../../src/alerts/notifiers/notifier.ts';
import { supersede } from '../../../../src/alerts/outbox/supersede.ts';
import { makeAlert, makeNotification, makeResolved } from '../make-notification.ts';
import { away, OutboxScene } from './outbox-scene.ts';

let scene: OutboxScene;

beforeEach(() => {
  scene = new OutboxScene();
});

afterEach(() => {
  scene.close();
});

const fires = (endpoint: string) => makeAlert({ labels: { endpoint } });

it('tells a receiver that was away only how its group is now', async () => {
  scene.receiver.answer = away;
  await scene.enqueue(makeNotification({ alerts: [fires('4001')] })).turn();
  const newest = makeNotification({ alerts: [fires('4001'), fires('4002')] });
  await scene.enqueue(newest).turn();
  scene.receiver.answer = delivered;

  await scene.pass(60);

  expect(scene.receiver.told).toEqual([newest]);
});

it('tells in the end what fired and ended while the receiver was away', async () => {
  scene.receiver.answer = away;
  const first = makeNotification({
    reason: 'first-notification',
    alerts: [fires('4001'), fires('4002')],
  });
  const second = makeNotification({ alerts: [fires('4002'), makeResolved('4001')] });
  const third = makeNotification({ alerts: [makeResolved('4002')] });
  for (const notification of [first, second, third]) await scene.enqueue(notification).turn();
  scene.receiver.answer = delivered;

  await scene.pass(60);

  expect(scene.receiver.told).toHaveLength(1);
  expect(scene.receiver.told[0]).toEqual({
    ...third,
    alerts: [makeResolved('4002'), makeResolved('4001')],
  });
});

it('says of the first that is told that it is the first', () => {
  const first = makeNotification({ reason: 'first-notification' });
  const repeated = makeNotification({ reason: 'repeat-interval-elapsed' });

  expect(supersede(first, repeated)?.reason).toBe('first-notification');
  expect(supersede(repeated, makeNotification())?.reason).toBe('new-alerts');
});

it('does not say that an alert has ended which fires again', () => {
  const ended = makeNotification({ alerts: [makeResolved('4001')] });
  const again = makeNotification({ alerts: [fires('4001')] });

  expect(supersede(ended, again)?.alerts).toEqual(again.alerts);
});

it('carries a hundred alerts at most, and counts the rest', () => {
  const ended = Array.from({ length: 150 }, (_, i) => makeResolved(`${5_000 + i}`));
  const newer = makeNotification({ alerts: [fires('4001')], truncatedAlerts: 3 });

  const merged = supersede(makeNotification({ alerts: ended }), newer);

  expect(merged?.alerts).toHaveLength(100);
  expect(merged?.truncatedAlerts).toBe(3 + 51);
});

it.each(['first-look', 'daily-digest', 'test'] as const)('tells each %s', async (reason) => {
  scene.receiver.answer = away;
  const all = [makeNotification({ reason }), makeNotification({ reason }), makeNotification()];
  await scene.enqueue(...all).turn();
  scene.receiver.answer = delivered;

  await scene.pass(60);

  expect(scene.receiver.told).toEqual(all);
});

it('does not let a resolve overtake its firing that is being delivered', async () => {
  let answer: (outcome: typeof away) => void = () => undefined;
  scene.receiver.answer = new Promise((resolve) => {
    answer = resolve;
  });
  const firing = makeNotification({ alerts: [fires('4001')] });
  await scene.enqueue(firing).turn();
  const resolved = makeNotification({ alerts: [makeResolved('4001')] });
  await scene.enqueue(resolved).pass(5);
  expect(scene.receiver.tries.map(({ id }) => id)).toEqual([firing.id]);

  scene.receiver.answer = delivered;
  answer(away);
  await scene.settle();
  await scene.pass(10);

  expect(scene.receiver.told).toEqual([resolved]);
});
