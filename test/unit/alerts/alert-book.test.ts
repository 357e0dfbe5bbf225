import { expect, it } from 'vitest';
import { BookScene, HOUR, MINUTE, SECOND, START_MS } from './book-scene.ts';

it('tells of a new alert when its group has waited, once', () => {
  const scene = new BookScene();

  scene.find({});
  scene.pass(29 * SECOND);
  const early = scene.takeTold();
  scene.pass(HOUR);

  expect(early).toStrictEqual([]);
  expect(scene.takeTold()).toStrictEqual(['slack first-notification +unreachable:4001']);
});

it('tells of one finding at one site in one message, and of another site in another', () => {
  const scene = new BookScene();

  scene.find({}, { endpoint: '4002' }, { endpoint: '4003', site: 'York' });
  scene.pass(MINUTE);

  expect(scene.notifications.map(({ groupKey }) => groupKey)).toStrictEqual([
    '{alertname="unreachable", site="Leeds"}',
    '{alertname="unreachable", site="York"}',
  ]);
  expect(scene.takeTold()).toStrictEqual([
    'slack first-notification +unreachable:4001 +unreachable:4002',
    'slack first-notification +unreachable:4003',
  ]);
});

it('tells that an alert ended, when it stayed so for an interval', () => {
  const scene = new BookScene();
  scene.find({});
  scene.pass(10 * MINUTE);
  scene.takeTold();

  scene.end({});
  scene.pass(5 * MINUTE - SECOND);
  const early = scene.takeTold();
  scene.pass(HOUR);

  expect(early).toStrictEqual([]);
  expect(scene.notifications).toMatchObject([
    { status: 'resolved', alerts: [{ endsAt: START_MS + 10 * MINUTE }] },
  ]);
  expect(scene.takeTold()).toStrictEqual(['slack all-resolved -unreachable:4001']);
});

it('tells nobody of what ended before it was told', () => {
  const scene = new BookScene();

  scene.find({});
  scene.pass(20 * SECOND);
  scene.end({});
  scene.pass(HOUR);

  expect(scene.takeTold()).toStrictEqual([]);
});

it('tells again what still fires, all of it in one message', () => {
  const scene = new BookScene();
  scene.find({}, { name: 'auth-failed' });
  scene.pass(HOUR);
  scene.takeTold();

  scene.pass(3 * HOUR + MINUTE);

  expect(scene.takeTold()).toStrictEqual([
    'slack repeat-interval-elapsed +auth-failed:4001 +unreachable:4001',
  ]);
});
