import { afterEach, expect, it } from 'vitest';
import { planGoodDay } from '../../support/simulation/churn.ts';
import { at } from '../../support/simulation/simulation.ts';
import {
  hearsNothing,
  noPassword,
  refusedByList,
  unknownAccount,
  wrongPassword,
} from './failing-ways.ts';
import { runSipvicious } from './sipvicious-run.ts';
import { SlackDay } from './slack-day.ts';

const FAILING = [wrongPassword, unknownAccount, refusedByList, noPassword, hearsNothing];

let day: SlackDay | undefined;

afterEach(async () => {
  await day?.stop();
  day = undefined;
});

it('a first start against 300 phones, 150 without rport, 5 failing, with sipvicious and a router reboot at each of 20 sites: at most 5 Slack messages in the first hour, at most 20 in the day, each failing phone in one', async () => {
  day = await SlackDay.prepare({ offices: 20, phonesPerOffice: 15, withoutRport: 150 });
  const { simulation } = day;
  const failing = FAILING.map((attempt, index) => {
    const phone = simulation.phones[index * 61 + 7]!;
    phone.attempt = attempt;
    return phone.number;
  });
  planGoodDay(simulation);
  simulation.schedule.at(at(0.4), () => runSipvicious(simulation));

  simulation.start();
  await day.runUntil(1.05);
  const firstHour = day.count();
  await day.runUntil(24);
  const wholeDay = day.count();

  expect(firstHour.posted).toBeGreaterThanOrEqual(1);
  expect(firstHour.posted).toBeLessThanOrEqual(5);
  expect(firstHour.byWebhook).toBeLessThanOrEqual(5);
  expect(wholeDay.posted).toBeLessThanOrEqual(20);
  expect(wholeDay.byWebhook).toBeLessThanOrEqual(20);
  for (const number of failing) expect(day.messagesAbout(number)).toBeGreaterThanOrEqual(1);
}, 180_000);
