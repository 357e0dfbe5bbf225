import { expect, it } from 'vitest';
import { BookScene, HOUR, MINUTE, SECOND } from './book-scene.ts';

const learning = { learnForMs: HOUR };

it('what is found in the first hour is one message at its end, the gravest first', () => {
  const scene = new BookScene(learning);

  scene.find(
    { name: 'rport-missing', severity: 'info', endpoint: '4001' },
    { endpoint: '4002' },
    { name: 'auth-failed', endpoint: '4003', site: 'York' },
  );
  scene.pass(HOUR - SECOND);
  const early = scene.takeTold();
  scene.pass(MINUTE);

  expect(early).toStrictEqual([]);
  expect(scene.notifications).toMatchObject([
    { reason: 'first-look', status: 'firing', groupKey: '{}', groupLabels: {} },
  ]);
  const [told = ''] = scene.takeTold();
  expect(told.split(' ').toSorted()).toStrictEqual(
    ['slack', 'first-look', '+unreachable:4002', '+auth-failed:4003', '+rport-missing:4001'].sort(),
  );
  expect(told.endsWith('+rport-missing:4001')).toBe(true);
});

it('what is critical is told at once, and not a second time', () => {
  const scene = new BookScene(learning);

  scene.find({ name: 'asterisk-down', severity: 'critical' }, { endpoint: '4002' });
  scene.pass(MINUTE);
  const early = scene.takeTold();
  scene.pass(HOUR);

  expect(early).toStrictEqual(['slack first-notification +asterisk-down:4001']);
  expect(scene.takeTold()).toStrictEqual(['slack first-look +unreachable:4002']);
});

it('a warning of a group whose critical alert was told is in it all the same', () => {
  const scene = new BookScene(learning);

  scene.find({ severity: 'critical' }, { endpoint: '4002' });
  scene.pass(HOUR + MINUTE);
  const told = scene.takeTold();
  scene.end({});
  scene.pass(HOUR);

  expect(told).toStrictEqual([
    'slack first-notification +unreachable:4001',
    'slack first-look +unreachable:4002',
  ]);
  expect(scene.takeTold()).toStrictEqual([
    'slack some-resolved +unreachable:4002 -unreachable:4001',
  ]);
});

it('what has ended before is not in it, nor in the digest after it', () => {
  const scene = new BookScene(learning);

  scene.find({}, { name: 'scanner', severity: 'info', endpoint: '' });
  scene.pass(30 * MINUTE);
  scene.end({}, { name: 'scanner', severity: 'info', endpoint: '' });
  scene.pass(24 * HOUR);

  expect(scene.takeTold()).toStrictEqual([]);
});

it('there is none where nothing was found', () => {
  const scene = new BookScene(learning);

  scene.pass(2 * HOUR);

  expect(scene.notifications).toStrictEqual([]);
});

it('the end of what was in it is told', () => {
  const scene = new BookScene(learning);
  scene.find({}, { endpoint: '4002' });
  scene.pass(HOUR);
  scene.takeTold();

  scene.end({});
  scene.pass(10 * MINUTE);

  expect(scene.takeTold()).toStrictEqual([
    'slack some-resolved +unreachable:4002 -unreachable:4001',
  ]);
});

it('it comes once in the life of the state, however often farend is started', () => {
  const scene = new BookScene(learning);
  scene.find({});
  scene.pass(30 * MINUTE);
  scene.restart(MINUTE);
  scene.find({});
  scene.pass(30 * MINUTE);
  const first = scene.takeTold();

  scene.restart(MINUTE);
  scene.find({}, { name: 'auth-failed' });
  scene.pass(2 * HOUR);

  expect(first).toStrictEqual(['slack first-look +unreachable:4001']);
  expect(scene.takeTold()).toStrictEqual(['slack first-notification +auth-failed:4001']);
});

it('it waits for what was found before a restart to be seen again', () => {
  const scene = new BookScene(learning);
  scene.find({}, { endpoint: '4002' });
  scene.pass(50 * MINUTE);
  scene.restart(30 * MINUTE);

  scene.find({});
  scene.pass(14 * MINUTE);
  const early = scene.takeTold();
  scene.pass(2 * MINUTE);

  expect(early).toStrictEqual([]);
  expect(scene.takeTold()).toStrictEqual(['slack first-look +unreachable:4001']);
});

it('each receiver has its own, by its severity', () => {
  const scene = new BookScene({
    ...learning,
    receivers: [
      { name: 'slack', minSeverity: 'warning' },
      { name: 'webhook-1', minSeverity: 'info' },
      { name: 'webhook-2', minSeverity: 'critical' },
    ],
  });

  scene.find({}, { name: 'scanner', severity: 'info', endpoint: '' });
  scene.pass(HOUR);

  expect(scene.takeTold()).toStrictEqual([
    'slack first-look +unreachable:4001 +scanner:203.0.113.9',
    'webhook-1 first-look +unreachable:4001 +scanner:203.0.113.9',
  ]);
});
