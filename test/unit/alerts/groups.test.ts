import { expect, it } from 'vitest';
import { BookScene, HOUR, MINUTE, SECOND } from './book-scene.ts';

it('what comes while a group waits is in the same message', () => {
  const scene = new BookScene();

  scene.find({});
  scene.pass(20 * SECOND);
  scene.find({ endpoint: '4002' });
  scene.pass(20 * SECOND);

  expect(scene.takeTold()).toStrictEqual([
    'slack first-notification +unreachable:4001 +unreachable:4002',
  ]);
});

it('what comes to a group that was told waits for the interval', () => {
  const scene = new BookScene();
  scene.find({});
  scene.pass(MINUTE);
  scene.takeTold();

  scene.find({ endpoint: '4002' });
  scene.pass(4 * MINUTE);
  const early = scene.takeTold();
  scene.pass(MINUTE);

  expect(early).toStrictEqual([]);
  expect(scene.takeTold()).toStrictEqual(['slack new-alerts +unreachable:4001 +unreachable:4002']);
});

it('one that ends and one that stays are told in one message', () => {
  const scene = new BookScene();
  scene.find({}, { endpoint: '4002' });
  scene.pass(10 * MINUTE);
  scene.takeTold();

  scene.end({});
  scene.pass(6 * MINUTE);

  expect(scene.notifications).toMatchObject([{ status: 'firing' }]);
  expect(scene.takeTold()).toStrictEqual([
    'slack some-resolved +unreachable:4002 -unreachable:4001',
  ]);
});

it('a greater severity is an update of the same alert, a smaller one is no news', () => {
  const scene = new BookScene();
  scene.find({});
  scene.pass(10 * MINUTE);
  scene.takeTold();

  scene.change({ severity: 'critical' });
  scene.pass(SECOND);
  const raised = scene.takeTold();
  scene.change({ severity: 'info' });
  scene.pass(HOUR);
  const lowered = scene.takeTold();
  scene.end({});
  scene.pass(HOUR);

  expect(raised).toStrictEqual(['slack severity-raised +unreachable:4001']);
  expect(lowered).toStrictEqual([]);
  expect(scene.takeTold()).toStrictEqual(['slack all-resolved -unreachable:4001']);
});

it('what becomes grave enough for a receiver waits for more of its kind from then on', () => {
  const scene = new BookScene();
  scene.find({ severity: 'info' }, { endpoint: '4002', severity: 'info' });
  scene.pass(10 * MINUTE);

  scene.change({ severity: 'warning' });
  scene.pass(20 * SECOND);
  scene.change({ endpoint: '4002', severity: 'warning' });
  scene.pass(20 * SECOND);

  expect(scene.takeTold()).toStrictEqual([
    'slack first-notification +unreachable:4001 +unreachable:4002',
  ]);
});

it('an explained alert is told of if it was told before: of its end', () => {
  const scene = new BookScene();
  scene.find({}, { endpoint: '4002', explainedBy: 'site-down' });
  scene.pass(10 * MINUTE);
  const before = scene.takeTold();
  scene.change({ explainedBy: 'site-down' });
  scene.pass(5 * HOUR);
  const meanwhile = scene.takeTold();

  scene.end({}, { endpoint: '4002' });
  scene.pass(HOUR);

  expect(before).toStrictEqual(['slack first-notification +unreachable:4001']);
  expect(meanwhile).toStrictEqual([]);
  expect(scene.takeTold()).toStrictEqual(['slack all-resolved -unreachable:4001']);
});

it('what is left when its explanation ends has an interval to end as well', () => {
  const scene = new BookScene();
  scene.find({ explainedBy: 'site-down' }, { endpoint: '4002', explainedBy: 'site-down' });
  scene.pass(HOUR);

  scene.change({}, { endpoint: '4002' });
  scene.pass(3 * MINUTE);
  scene.end({});
  scene.pass(10 * MINUTE);

  expect(scene.takeTold()).toStrictEqual(['slack first-notification +unreachable:4002']);
});

it('alerts of strangers are one group, wherever they are', () => {
  const scene = new BookScene();

  for (let host = 1; host <= 3; host += 1) {
    const address = `198.51.100.${host}`;
    const stranger = { endpoint: '', subject: `address ${address}`, address, site: address };
    scene.find({ ...stranger, name: 'brute-force' });
  }
  scene.pass(MINUTE);

  expect(scene.takeTold()).toStrictEqual([
    expect.stringMatching(/^slack first-notification( \+brute-force:198\.51\.100\.\d){3}$/),
  ]);
});

it('two devices of one account are two alerts of it', () => {
  const scene = new BookScene();

  scene.find({ subject: 'device 4001@pbx/aa' }, { subject: 'device 4001@pbx/bb' });
  scene.pass(10 * MINUTE);
  scene.end({ subject: 'device 4001@pbx/aa' });
  scene.pass(10 * MINUTE);

  expect(scene.takeTold()).toStrictEqual([
    'slack first-notification +unreachable:4001 +unreachable:4001',
    'slack some-resolved +unreachable:4001 -unreachable:4001',
  ]);
});

it('the id of a notification is the same when it is made again from the same state', () => {
  const [first, second] = [new BookScene(), new BookScene()].map((scene) => {
    scene.find({});
    scene.pass(10 * MINUTE);
    scene.end({});
    scene.pass(10 * MINUTE);
    return scene.notifications.map(({ id }) => id);
  });

  expect(first).toHaveLength(2);
  expect(new Set(first).size).toBe(2);
  expect(second).toStrictEqual(first);
});

it('a receiver that the configuration no longer has is told nothing, and a new one everything', () => {
  const scene = new BookScene();
  scene.find({});
  scene.pass(10 * MINUTE);
  scene.takeTold();

  scene.restart(0, { receivers: [{ name: 'webhook-1', minSeverity: 'warning' }] });
  scene.find({});
  scene.pass(10 * MINUTE);
  scene.end({});
  scene.pass(10 * MINUTE);

  expect(scene.takeTold()).toStrictEqual([
    'webhook-1 first-notification +unreachable:4001',
    'webhook-1 all-resolved -unreachable:4001',
  ]);
});

it('a clock that is set back makes nothing wait longer', () => {
  const scene = new BookScene();
  scene.find({}, { endpoint: '4002' });
  scene.pass(10 * MINUTE);
  scene.end({});
  scene.pass(MINUTE);
  scene.takeTold();

  scene.now -= 24 * HOUR;
  scene.pass(10 * MINUTE);

  expect(scene.takeTold()).toStrictEqual([
    'slack some-resolved +unreachable:4002 -unreachable:4001',
  ]);
});
