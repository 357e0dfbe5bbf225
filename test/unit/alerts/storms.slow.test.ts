import { expect, it } from 'vitest';
import type { Finding } from '../../../src/diagnosis/finding.ts';
import { BookScene, HOUR, MINUTE, SECOND } from './book-scene.ts';

const DAY = 24 * HOUR;

it('found, gone and found within an interval is one message', () => {
  const scene = new BookScene();
  scene.find({});
  scene.pass(10 * MINUTE);
  for (let time = 0; time < HOUR; time += 4 * MINUTE) {
    scene.end({});
    scene.pass(2 * MINUTE);
    scene.find({});
    scene.pass(2 * MINUTE);
  }

  expect(scene.takeTold()).toStrictEqual(['slack first-notification +unreachable:4001']);
});

it.each([10, 20, 40, 90])(
  'what comes and goes every %i minutes is soon one alert that goes on, with its reminders',
  (minutes) => {
    const scene = new BookScene();
    scene.tickMs = 10 * SECOND;
    for (let time = 0; time < DAY; time += minutes * MINUTE) {
      scene.find({});
      scene.pass((minutes / 2) * MINUTE);
      scene.end({});
      scene.pass((minutes / 2) * MINUTE);
    }

    const news = scene.notifications.filter(({ reason }) => reason !== 'repeat-interval-elapsed');
    expect(news.length).toBeLessThanOrEqual(10);
    expect(scene.notifications.length - news.length).toBeLessThanOrEqual(6);
  },
);

it('thousands of alerts of one group are one message that says how many it leaves out', () => {
  const scene = new BookScene();

  scene.find(...Array.from({ length: 3_000 }, (_, at) => ({ endpoint: `${at}` })));
  scene.pass(MINUTE);

  expect(scene.notifications).toHaveLength(1);
  expect(scene.notifications[0]?.alerts).toHaveLength(100);
  expect(scene.notifications[0]?.truncatedAlerts).toBe(2_900);
});

it('hundreds of sites at once are one message', () => {
  const scene = new BookScene();

  for (let site = 0; site < 300; site += 1) {
    scene.find({ name: 'site-down', severity: 'critical', endpoint: '', ...siteLabels(site) });
    if (site % 20 === 19) scene.pass(SECOND);
  }
  scene.pass(MINUTE);
  const told = scene.notifications.splice(0);
  for (let site = 0; site < 300; site += 1)
    scene.end({ name: 'site-down', severity: 'critical', endpoint: '', ...siteLabels(site) });
  scene.pass(HOUR);

  expect(told).toMatchObject([{ reason: 'first-notification', groupKey: '{}' }]);
  expect(told[0]?.alerts).toHaveLength(300);
  expect(scene.notifications).toMatchObject([{ reason: 'all-resolved', groupKey: '{}' }]);
});

it('what has a message of its own ends in that message, however many end at once', () => {
  const scene = new BookScene();
  for (let site = 0; site < 6; site += 1) {
    scene.find(siteLabels(site));
    scene.pass(2 * MINUTE);
  }
  scene.notifications.splice(0);

  for (let site = 0; site < 6; site += 1) scene.end(siteLabels(site));
  scene.pass(HOUR);

  expect(scene.notifications.map(({ reason }) => reason)).toStrictEqual(
    Array.from({ length: 6 }, () => 'all-resolved'),
  );
  expect(scene.notifications.every(({ groupKey }) => groupKey !== '{}')).toBe(true);
});

it('scanners without end are bounded, and so are the messages about them', () => {
  const scene = new BookScene();
  scene.tickMs = 5 * SECOND;
  const makeStranger = (at: number): Partial<Finding> => {
    const address = `2001:db8::${at.toString(16)}`;
    return { name: 'brute-force', endpoint: '', subject: `address ${address}`, address, site: '' };
  };

  for (let at = 0; at < 4_000; at += 1) {
    scene.find(makeStranger(at));
    if (at >= 50) scene.end(makeStranger(at - 50));
    scene.pass(20 * SECOND);
  }

  expect([...scene.book.alerts(scene.now)].length).toBeLessThanOrEqual(1_000);
  expect(scene.notifications.length).toBeLessThanOrEqual(15);
});

it('what finds no room is counted, and phones are not shut out by strangers', () => {
  const scene = new BookScene();

  for (let at = 0; at < 1_500; at += 1)
    scene.find({ name: 'scanner', endpoint: '', subject: `address 192.0.2.${at}`, site: '' });
  scene.find({});

  expect(scene.book.dropped).toBe(500);
  expect(scene.decision()?.reason).toBe('group-wait');
});

function siteLabels(site: number): Partial<Finding> {
  return { site: `Site ${site}`, subject: `site Site ${site}` };
}
