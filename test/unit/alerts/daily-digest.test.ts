import { expect, it } from 'vitest';
import { BookScene, HOUR, MINUTE } from './book-scene.ts';

const DAY = 24 * HOUR;
const scanner = {
  name: 'scanner',
  severity: 'info',
  endpoint: '',
  subject: 'address 203.0.113.9',
} as const;
const missing = { name: 'rport-missing', severity: 'info' } as const;

/** Noon until eight in the morning. */
const NIGHT = 20 * HOUR;

it('lists in the morning what came since the last one, with what has ended meanwhile', () => {
  const scene = new BookScene();

  scene.find(missing, scanner);
  scene.pass(HOUR);
  scene.end(scanner);
  scene.pass(NIGHT - 2 * HOUR);
  const early = scene.takeTold();
  scene.pass(2 * HOUR);

  expect(early).toStrictEqual([]);
  expect(scene.takeTold()).toStrictEqual([
    'slack daily-digest +rport-missing:4001 -scanner:203.0.113.9',
  ]);
});

it('does not list a second time what is still there, and is not sent when there is nothing', () => {
  const scene = new BookScene();
  scene.find(missing);
  scene.pass(DAY);
  scene.takeTold();

  scene.pass(3 * DAY);

  expect(scene.takeTold()).toStrictEqual([]);
});

it('lists what comes and goes every day once a week', () => {
  const scene = new BookScene();
  scene.tickMs = MINUTE;
  for (let day = 0; day < 15; day += 1) {
    scene.find(missing);
    scene.pass(HOUR);
    scene.end(missing);
    scene.pass(DAY - HOUR);
  }

  expect(scene.takeTold()).toStrictEqual([
    'slack daily-digest -rport-missing:4001',
    'slack daily-digest -rport-missing:4001',
    'slack daily-digest -rport-missing:4001',
  ]);
});

it('is not for whoever hears of info as it happens, nor for whoever hears of critical ones only', () => {
  const scene = new BookScene({
    receivers: [
      { name: 'webhook-1', minSeverity: 'info' },
      { name: 'webhook-2', minSeverity: 'critical' },
    ],
  });

  scene.find(missing);
  scene.pass(DAY);

  const reasons = scene.notifications.map(({ receiver, reason }) => `${receiver} ${reason}`);
  expect(new Set(reasons)).toStrictEqual(
    new Set(['webhook-1 first-notification', 'webhook-1 repeat-interval-elapsed']),
  );
});

it('leaves out what is silenced, or what another finding explains', () => {
  const scene = new BookScene();
  scene.silence({ endpoint: '4001' }, DAY);

  scene.find(missing, { ...missing, endpoint: '4002', explainedBy: 'response-lost' });
  scene.pass(DAY);

  expect(scene.takeTold()).toStrictEqual([]);
});

it('is not sent twice for one morning, over a restart', () => {
  const scene = new BookScene();
  scene.find(missing);
  scene.pass(NIGHT + MINUTE);
  scene.restart();
  scene.find(missing, scanner);
  scene.pass(HOUR);

  expect(scene.takeTold()).toStrictEqual(['slack daily-digest +rport-missing:4001']);
});

it('is made up for after a morning on which farend was down, once it is known what is still there', () => {
  const scene = new BookScene();
  scene.find(missing, { ...missing, endpoint: '4002' });
  scene.restart(NIGHT + HOUR);
  scene.find(missing);
  scene.pass(14 * MINUTE);
  const early = scene.takeTold();
  scene.pass(2 * MINUTE);

  expect(early).toStrictEqual([]);
  expect(scene.takeTold()).toStrictEqual([
    'slack daily-digest +rport-missing:4001 -rport-missing:4002',
  ]);
});
