// What is told unasked: changes of verdict and NAT class, coalesced while they wait, and a sign of life.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Announcements, type NatChange } from '../../../../src/api/ami-answers/announcements.ts';
import type { AriSender, EventHeaders } from '../../../../src/api/ami-answers/sender.ts';
import { makeContact, makeEndpoint, plain } from '../../correlation/scene.ts';
import { AnswersScene } from './answers-scene.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('FarendNatChange', () => {
  test('tells a device from its first verdict on', async () => {
    const scene = new AnswersScene();

    scene.happen((it) => it.observe());
    await scene.settle();
    scene.happen((it) => it.contact('reachable'));
    await scene.settle();

    expect(scene.sender.headersOf('FarendNatChange')).toEqual([
      {
        Endpoint: '4001',
        Device: '1/1',
        Asterisk: 'main',
        OldVerdict: 'unknown',
        Verdict: 'ok-through-farend',
        OldNat: 'behind-nat',
        Nat: 'behind-nat',
      },
    ]);
  });

  test('tells that a device is forgotten', async () => {
    const scene = new AnswersScene();
    scene.happen((it) => it.observe().contact('reachable'));
    await scene.settle();

    scene.happen((it) => it.forget('4001'));
    await scene.settle();

    expect(scene.sender.headersOf('FarendNatChange').at(-1)).toMatchObject({
      Device: '0/0',
      OldVerdict: 'ok-through-farend',
      Verdict: 'unknown',
      OldNat: 'behind-nat',
      Nat: '',
    });
  });

  test('says nothing of refreshes', async () => {
    const scene = new AnswersScene();
    scene.happen((it) => it.observe().contact('reachable'));
    await scene.settle();
    const { length } = scene.sender.events;

    scene.happen((it) => it.times(5, () => it.pass(30).observe({ binding: 'refreshed' })));
    await scene.settle();

    expect(scene.sender.events).toHaveLength(length);
  });

  test('says nothing of accounts that scanners make up', async () => {
    const scene = new AnswersScene();

    for (let at = 0; at < 50; at += 1) {
      const aor = `${7000 + at}@pbx.example.com`;
      const guess = { aor, username: String(7000 + at), callId: `scan-${at}`, device: undefined };
      scene.happen((it) => it.challenge(guess).times(5, () => it.refuse(403, guess)));
    }
    await scene.settle();

    expect(scene.scene.records.length).toBeGreaterThan(1);
    expect(scene.sender.headersOf('FarendNatChange')).toEqual([]);
  });

  test('does not tell of an end when a device gets another id', async () => {
    const scene = new AnswersScene();
    scene.happen((it) => it.challenge({ device: undefined }).times(3, () => it.refuse(403)));
    await scene.settle();
    const before = scene.scene.records.map(({ id }) => id);

    scene.happen((it) => it.observe().contact('reachable'));
    await scene.settle();

    const after = scene.scene.records.map(({ id }) => id);
    expect(after).not.toEqual(before);
    const told = scene.sender.headersOf('FarendNatChange');
    expect(told.map(({ Device }) => Device)).not.toContain('0/1');
    expect(told.at(-1)).toMatchObject({ Verdict: 'ok-through-farend' });
  });

  test('is told at the Asterisk of the device, and nowhere else', async () => {
    const scene = new AnswersScene(['4001'], ['main', 'second']);

    scene.happen((it) =>
      it
        .connect([makeEndpoint({ name: '5001' })], [], 'second')
        .observe()
        .contact('reachable'),
    );
    await scene.settle();

    expect(scene.senders.main?.headersOf('FarendNatChange')).toHaveLength(1);
    expect(scene.senders.second?.headersOf('FarendNatChange')).toEqual([]);
  });

  test('does not come when AMI was away and all is as it was', async () => {
    const scene = new AnswersScene(['4001', '4002']);
    scene.happen((it) => it.observe().contact('reachable'));
    await scene.settle();
    const { length } = scene.sender.events;

    await scene.loseConnection();
    await scene.reconnect();
    await scene.settle();
    scene.takeSnapshot([makeContact()]);
    await scene.settle(60);

    expect(scene.scene.changes.map(({ record }) => record.verdict.value)).toContain('unknown');
    expect(scene.sender.events).toHaveLength(length);
  });

  test('comes once, from what was told last, for a device that changed while AMI was away', async () => {
    const scene = new AnswersScene();
    scene.happen((it) => it.observe().contact('reachable'));
    await scene.settle();
    const { length } = scene.sender.events;

    await scene.loseConnection();
    scene.happen((it) => it.observe({ ...plain, binding: 'moved' }));
    await scene.reconnect();
    scene.takeSnapshot([makeContact({ status: 'unreachable' })]);
    await scene.settle();

    expect(scene.sender.headersOf('FarendNatChange').slice(length)).toEqual([
      expect.objectContaining({
        OldVerdict: 'ok-through-farend',
        Verdict: 'unreachable',
        OldNat: 'behind-nat',
        Nat: 'none',
      }),
    ]);
  });

  test('tells of a device that came while AMI was away', async () => {
    const scene = new AnswersScene();

    await scene.loseConnection();
    scene.happen((it) => it.observe());
    await scene.reconnect();
    scene.takeSnapshot([makeContact()]);
    await scene.settle();

    expect(scene.sender.headersOf('FarendNatChange')).toEqual([
      expect.objectContaining({ OldVerdict: 'unknown', Verdict: 'ok-through-farend' }),
    ]);
  });

  test('waits half a minute at most for what an Asterisk has to say that is back', async () => {
    const scene = new AnswersScene();
    scene.happen((it) => it.observe().contact('reachable'));
    await scene.settle();
    const { length } = scene.sender.events;

    await scene.loseConnection();
    await scene.reconnect();
    await scene.settle(31);
    scene.answers.tick(Date.now());
    await scene.settle();

    const told = scene.sender.events.slice(length).map(({ name }) => name);
    expect(told.toSorted()).toEqual(['FarendAlive', 'FarendNatChange']);
  });

  test('comes again when the connection dropped before Asterisk had taken it', async () => {
    const scene = new AnswersScene();
    scene.sender.answersAtOnce = false;
    scene.happen((it) => it.observe().contact('reachable'));
    await scene.settle();

    scene.sender.answersAtOnce = true;
    await scene.loseConnection();
    await scene.reconnect();
    scene.takeSnapshot([makeContact({ status: 'unreachable' })]);
    await scene.settle();

    const told = scene.sender.headersOf('FarendNatChange');
    expect(told.map(({ OldVerdict, Verdict }) => [OldVerdict, Verdict])).toEqual([
      ['unknown', 'ok-through-farend'],
      ['unknown', 'unreachable'],
    ]);
  });

  test('comes once for each of many devices that change again and again while they wait', async () => {
    const { announcements, sent } = createAnnouncements();

    for (let round = 0; round < 5; round += 1)
      for (let at = 0; at < 10_000; at += 1)
        announcements.addChange(makeChange(at, round % 2 === 0 ? 'ok' : 'unreachable'));
    await drain(announcements);

    expect(sent).toHaveLength(10_000);
    expect(sent[0]).toMatchObject({ Endpoint: '0', OldVerdict: 'unreachable', Verdict: 'ok' });
  });

  test('does not come when all is as it was told last', async () => {
    const { announcements, sent } = createAnnouncements();

    announcements.addChange(makeChange(1, 'unreachable'));
    announcements.addChange(makeChange(1, 'ok'));
    await drain(announcements);

    expect(sent).toEqual([]);
  });

  test('waits for 20,000 devices at most, and the rest is counted', async () => {
    const { announcements, sent } = createAnnouncements();

    for (let at = 0; at < 20_005; at += 1) announcements.addChange(makeChange(at, 'ok'));
    await drain(announcements);

    expect(sent).toHaveLength(20_000);
    expect(announcements.lost).toBe(5);
  });
});

test('FarendAlive comes each minute, at each Asterisk that is there', async () => {
  const scene = new AnswersScene(['4001', '4002'], ['main', 'second', 'away']);
  if (scene.senders.away !== undefined) scene.senders.away.isUp = false;

  for (let second = 0; second < 180; second += 1) scene.answers.tick(second * 1_000);
  await scene.settle();
  scene.answers.tick(180_000);
  await scene.settle();

  const { main, second, away } = scene.senders;
  expect(main?.headersOf('FarendAlive').at(-1)).toEqual({
    Asterisk: 'main',
    Version: '1.2.3',
    StartedAt: '2026-11-21T07:00:00.000Z',
    Devices: '2',
    Proxy: 'up',
    Lost: '0',
  });
  expect(second?.headersOf('FarendAlive').at(-1)).toMatchObject({ Asterisk: 'second' });
  expect(away?.events).toEqual([]);
});

test('FarendAlive goes on when the clock is set back', async () => {
  const scene = new AnswersScene();
  scene.answers.tick(86_400_000);
  await scene.settle();

  scene.answers.tick(0);
  await scene.settle();

  expect(scene.sender.headersOf('FarendAlive')).toHaveLength(2);
});

describe('an ARI application', () => {
  test('is told what AMI clients hear unasked', async () => {
    const ari = new RecordingApplication();
    const scene = new AnswersScene(['4001'], ['main'], false, [
      { name: 'phones', asterisk: 'main', ari },
      { name: 'others', asterisk: 'second', ari },
    ]);

    scene.happen((it) => it.observe().contact('reachable'));
    scene.ask({ endpoint: '4001' });
    await scene.settle();
    scene.answers.tick(Date.now());
    await scene.settle();

    expect(ari.events.map(({ application, name }) => `${application} ${name}`)).toEqual([
      'phones FarendNatChange',
      'phones FarendAlive',
      'others FarendAlive',
    ]);
    expect(ari.events[0]?.variables).toEqual(scene.sender.headersOf('FarendNatChange')[0]);
  });

  test('that nobody is gets nothing kept, and a sentence says so once', async () => {
    const ari = new RecordingApplication();
    ari.isThere = false;
    const problems: string[] = [];
    const applications = [{ name: 'phones', asterisk: 'main', ari }];
    const scene = new AnswersScene(['4001'], ['main'], false, applications, problems);

    for (let time = 0; time < 5; time += 1) {
      scene.happen((it) => it.contact(time % 2 === 0 ? 'reachable' : 'unreachable').observe());
      await scene.settle();
    }
    ari.isThere = true;
    scene.answers.tick(Date.now());
    await scene.settle();

    expect(problems).toEqual(['main, ARI application phones: Application not found']);
    expect(ari.events.map(({ name }) => name)).toEqual(['FarendAlive']);
  });
});

class RecordingApplication implements AriSender {
  readonly events: { application: string; name: string; variables: EventHeaders }[] = [];
  readonly isUp = true;
  isThere = true;

  sendUserEvent(application: string, name: string, variables: EventHeaders): Promise<void> {
    if (!this.isThere) return Promise.reject(new Error('Application not found'));
    this.events.push({ application, name, variables });
    return Promise.resolve();
  }
}

function createAnnouncements() {
  const sent: Readonly<Record<string, string>>[] = [];
  const announcements = new Announcements(({ headers }) => {
    sent.push(headers);
    return Promise.resolve();
  }, Date.now);
  return { announcements, sent };
}

async function drain(announcements: Announcements): Promise<void> {
  for (let next = announcements.next(); next; next = announcements.next()) await next();
}

function makeChange(at: number, verdict: 'ok' | 'unreachable'): NatChange {
  return {
    recordId: `${at}/token`,
    endpoint: String(at),
    device: '1/1',
    asterisk: 'main',
    oldVerdict: verdict === 'ok' ? 'unreachable' : 'ok',
    verdict,
    oldNat: 'none',
    nat: 'none',
  };
}
