// A simulated day of offices with phones, the companion's diagnosis and alerts, and two receivers that
// speak Slack's API on loopback: one is told by a bot, the other by an incoming webhook. The clock is the
// simulation's.

import type { DatabaseSync } from 'node:sqlite';
import { AlertDispatcher } from '../../../src/alerts/alert-dispatcher.ts';
import type { Notifier } from '../../../src/alerts/notifiers/notifier.ts';
import { SlackBot } from '../../../src/alerts/notifiers/slack-bot.ts';
import { SlackMessages } from '../../../src/alerts/notifiers/slack-messages.ts';
import { SlackWebhook } from '../../../src/alerts/notifiers/slack-webhook.ts';
import { simulateDiagnosed } from '../../support/simulation/diagnosed.ts';
import { at, type Simulation } from '../../support/simulation/simulation.ts';
import { usualOptions } from './book-scene.ts';
import { HttpReceiver, json, status } from './notifiers/http-receiver.ts';

/** A coarser clock than the companion's, so that a day does not take minutes. */
const TICK_MS = 60_000;
/** Of real time, for what is said to Slack in one step. */
const DEADLINE_MS = 20_000;
const HOUR_MS = 3_600_000;

interface SlackDayOptions {
  readonly offices: number;
  readonly phonesPerOffice: number;
  readonly withoutRport: number;
}

interface MessageCount {
  /** By the bot: new messages, and changes of one. */
  readonly posted: number;
  readonly updated: number;
  readonly byWebhook: number;
}

export class SlackDay {
  readonly simulation: Simulation;
  private readonly slack: HttpReceiver;
  private readonly dispatcher: AlertDispatcher;

  static async prepare(options: SlackDayOptions): Promise<SlackDay> {
    const slack = await HttpReceiver.start();
    let messages = 0;
    slack.answer = (response, request) => {
      if (!request.path.startsWith('/api/')) return status(200)(response, request);
      messages += 1;
      json({ ok: true, channel: 'C1', ts: `1700000000.${messages}` })(response, request);
    };
    return new SlackDay(options, slack);
  }

  private constructor(options: SlackDayOptions, slack: HttpReceiver) {
    const { offices, phonesPerOffice, withoutRport } = options;
    this.slack = slack;
    const parts = { seed: 5, offices, phonesPerOffice, homes: 0, tickMs: TICK_MS };
    const { simulation } = simulateDiagnosed(parts, (changes) => {
      this.dispatcher.apply(changes);
      this.dispatcher.tick();
    });
    this.simulation = simulation;
    for (const [place, phone] of simulation.phones.entries())
      phone.make = { ...phone.make, offersRport: place >= withoutRport };
    this.dispatcher = this.makeDispatcher();
  }

  /** @param hours after midnight */
  async runUntil(hours: number): Promise<void> {
    const { schedule } = this.simulation;
    while (schedule.now < at(hours)) {
      schedule.runUntil(Math.min(schedule.now + TICK_MS, at(hours)));
      await this.waitUntilDelivered();
    }
  }

  count(): MessageCount {
    const paths = this.slack.requests.map(({ path }) => path);
    const countPath = (wanted: string) => paths.filter((path) => path === wanted).length;
    return {
      posted: countPath('/api/chat.postMessage'),
      updated: countPath('/api/chat.update'),
      byWebhook: countPath('/hook'),
    };
  }

  /** Of the bot. */
  messagesAbout(number: string): number {
    return this.slack.requests.filter(
      ({ path, body }) => path === '/api/chat.postMessage' && body.includes(number),
    ).length;
  }

  async stop(): Promise<void> {
    await this.dispatcher.stop();
    await this.slack.stop();
  }

  private makeDispatcher(): AlertDispatcher {
    const nothing = () => undefined;
    return new AlertDispatcher({
      path: ':memory:',
      book: {
        ...usualOptions,
        learnForMs: HOUR_MS,
        receivers: [
          { name: 'slack', minSeverity: 'warning' },
          { name: 'slack-webhook', minSeverity: 'warning' },
        ],
      },
      makeNotifiers: (database) => this.makeNotifiers(database),
      now: () => this.simulation.schedule.now,
      random: () => 0.5,
      listener: {
        onChanges: nothing,
        onDelivered: nothing,
        onDelayed: nothing,
        onDead: nothing,
        onDropped: nothing,
        onRecovered: nothing,
        onSkipped: nothing,
        onTrouble: (error) => {
          throw error;
        },
      },
    });
  }

  private makeNotifiers(database: DatabaseSync): readonly Notifier[] {
    const http = { version: '1.2.3', timeoutMs: 10_000, now: () => this.simulation.schedule.now };
    return [
      new SlackBot({
        ...http,
        receiver: 'slack',
        channel: '#phones',
        messages: new SlackMessages(database),
        readToken: () => 'xoxb-not-a-real-one',
        apiUrl: `${this.slack.url}/api`,
      }),
      new SlackWebhook({
        ...http,
        receiver: 'slack-webhook',
        readUrl: () => `${this.slack.url}/hook`,
      }),
    ];
  }

  private async waitUntilDelivered(): Promise<void> {
    const deadline = performance.now() + DEADLINE_MS;
    while (this.dispatcher.outbox.list(1).length > 0) {
      if (performance.now() > deadline) throw new Error('a message waits for ever');
      await new Promise((resolve) => setImmediate(resolve));
      this.dispatcher.tick();
    }
  }
}
