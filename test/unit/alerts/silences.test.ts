import { expect, it } from 'vitest';
import { BookScene, HOUR, MINUTE } from './book-scene.ts';

it.each([
  ['a label', { endpoint: '4001' }, true],
  ['a star for any text', { endpoint: '40*' }, true],
  ['several labels', { alertname: 'unreachable', site: 'leeds' }, true],
  ['one of several labels only', { alertname: 'unreachable', site: 'York' }, false],
  ['a label that the alert has not', { make: 'Snom' }, false],
  ['a star for a label that the alert has not', { make: '*' }, true],
  ['a part of a label', { endpoint: '400' }, false],
])('%s matches as it should', (_, matchers, isSilenced) => {
  const scene = new BookScene();
  scene.silence(matchers, HOUR);

  scene.find({});

  expect(scene.decision()?.reason === 'silenced').toBe(isSilenced);
});

it('what still fires when its silence ends is told then', () => {
  const scene = new BookScene();
  scene.silence({ site: 'Leeds' }, HOUR);
  scene.find({}, { endpoint: '4002' });
  scene.pass(30 * MINUTE);
  scene.end({ endpoint: '4002' });
  scene.pass(29 * MINUTE);
  const early = scene.takeTold();

  scene.pass(2 * MINUTE);

  expect(early).toStrictEqual([]);
  expect(scene.takeTold()).toStrictEqual(['slack first-notification +unreachable:4001']);
  expect(scene.book.silences()).toStrictEqual([]);
});

it('a silence that somebody ends no longer holds', () => {
  const scene = new BookScene();
  const id = scene.silence({ site: 'Leeds' }, HOUR);
  scene.find({});
  scene.pass(10 * MINUTE);

  const wasThere = scene.book.endSilence(id);
  scene.pass(MINUTE);

  expect(wasThere).toBe(true);
  expect(scene.book.endSilence(id)).toBe(false);
  expect(scene.takeTold()).toStrictEqual(['slack first-notification +unreachable:4001']);
});

it('a silence holds no end of what was told, and no reminder is sent meanwhile', () => {
  const scene = new BookScene();
  scene.find({});
  scene.pass(10 * MINUTE);
  scene.takeTold();
  scene.silence({ site: 'Leeds' }, 24 * HOUR);

  scene.pass(10 * HOUR);
  const meanwhile = scene.takeTold();
  scene.end({});
  scene.pass(HOUR);

  expect(meanwhile).toStrictEqual([]);
  expect(scene.takeTold()).toStrictEqual(['slack all-resolved -unreachable:4001']);
});

it('AMI, ARI and the log are told of what is not silenced and not explained, each once', () => {
  const scene = new BookScene();
  scene.silence({ endpoint: '4001' }, HOUR);

  scene.find({}, { endpoint: '4002', explainedBy: 'site-down' }, { endpoint: '4003' });
  scene.end({}, { endpoint: '4002' });
  scene.pass(MINUTE);
  scene.change({ endpoint: '4003', severity: 'critical' });
  scene.end({ endpoint: '4003' });
  scene.pass(MINUTE);

  expect(
    scene.changes.map(({ alert: { labels, status } }) => [
      labels.endpoint,
      status,
      labels.severity,
    ]),
  ).toStrictEqual([
    ['4003', 'firing', 'warning'],
    ['4003', 'firing', 'critical'],
    ['4003', 'resolved', 'critical'],
  ]);
});

it('there are at most a thousand silences', () => {
  const scene = new BookScene();

  for (let at = 0; at < 1_001; at += 1) scene.silence({ endpoint: `${at}` }, HOUR);

  expect(scene.book.silences()).toHaveLength(1_000);
  expect(new Set(scene.book.silences().map(({ id }) => id)).size).toBe(1_000);
});
