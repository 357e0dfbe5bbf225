// Queries and how their answers are paced, before a sender that records; Asterisk itself is in
// test/integration/ami-answers.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Scene } from '../../correlation/scene.ts';
import { makeFinding } from '../known-diagnosis.ts';
import { AnswersScene } from './answers-scene.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a query', () => {
  test('for an endpoint without a device is answered Registered: no', async () => {
    const scene = new AnswersScene(['4001']);

    scene.ask({ endpoint: '4001', requestid: 'a' });
    await vi.advanceTimersByTimeAsync(1_000);

    expect(scene.sender.headersOf('FarendStatus')).toMatchObject([
      { RequestID: 'a', Endpoint: '4001', Device: '0/0', Registered: 'no', Verdict: 'unknown' },
    ]);
    expect(scene.sender.headersOf('FarendStatusComplete')).toEqual([
      { RequestID: 'a', EventList: 'Complete', ListItems: '1' },
    ]);
  });

  test('says what was found of the device, and how its settings are', async () => {
    const scene = new AnswersScene(['4001']).happen((it) => it.observe());
    const [record] = scene.scene.correlator.find('4001');
    const subject = `device ${record?.id}`;
    scene.diagnosis.all = [
      makeFinding({ subject }),
      makeFinding({ subject, name: 'binding-short' }),
      makeFinding({ name: 'site-down' }),
    ];
    scene.diagnosis.policy = 'drift';

    scene.ask({ endpoint: '4001' });
    await scene.settle();

    expect(scene.sender.headersOf('FarendStatus')).toMatchObject([
      { Policy: 'drift', Findings: 'rport-missing,binding-short' },
    ]);
  });

  test('for a pattern is answered in the order of endpoints', async () => {
    const scene = new AnswersScene(['4103', '4001', '4002', '5001']);

    scene.ask({ endpoint: '40*' });
    await vi.advanceTimersByTimeAsync(1_000);

    const endpoints = scene.sender.headersOf('FarendStatus').map(({ Endpoint }) => Endpoint);
    expect(endpoints).toEqual(['4001', '4002']);
    expect(scene.sender.headersOf('FarendStatusComplete')).toMatchObject([{ ListItems: '2' }]);
  });

  test('for a pattern of which nothing is known is answered by an empty list', async () => {
    const scene = new AnswersScene(['4001']);

    scene.ask({ endpoint: '9*' });
    await vi.advanceTimersByTimeAsync(1_000);

    expect(scene.sender.events).toEqual([
      { name: 'FarendStatusComplete', headers: { EventList: 'Complete', ListItems: '0' } },
    ]);
  });

  test('for a pattern leaves out what scanners tried, and an exact name does not', async () => {
    const scene = new AnswersScene(['4001']).happen(scan);

    scene.ask({ endpoint: '*', requestid: 'all' });
    scene.ask({ endpoint: '4999', requestid: 'one' });
    await scene.settle();

    const named = scene.sender.headersOf('FarendStatus');
    expect(named.map(({ RequestID, Endpoint }) => [RequestID, Endpoint]).toSorted()).toEqual([
      ['all', '4001'],
      ['one', '4999'],
    ]);
    const ends = scene.sender.headersOf('FarendStatusComplete');
    expect(ends.map(({ ListItems }) => ListItems)).toEqual(['1', '1']);
  });

  test.each([
    [{ requestid: '1', actionid: 'x' }, '1'],
    [{ actionid: 'x' }, 'x'],
    [{}, undefined],
  ])('with %o has its answer under %s', async (ids, requestId) => {
    const scene = new AnswersScene(['4001']);

    scene.ask({ endpoint: '4001', ...ids });
    await vi.advanceTimersByTimeAsync(1_000);

    const answers = scene.sender.events.map(({ headers }) => headers.RequestID);
    expect(answers).toEqual([requestId, requestId]);
  });

  test.each([
    [{}, /Endpoint is missing/],
    [{ endpoint: ' ' }, /Endpoint is empty/],
    [{ endpoint: '4'.repeat(201) }, /longer than 200 bytes/],
    [{ endpoint: '*1*2*3*4*' }, /more than 4/],
    [{ endpoint: '4999' }, /no endpoint 4999 is known/],
    [{ endpoint: '40\u000001' }, /Endpoint/],
  ])('with %o is refused', async (headers, reason) => {
    const scene = new AnswersScene(['4001']);

    scene.ask({ requestid: 'r', ...headers });
    await vi.advanceTimersByTimeAsync(1_000);

    expect(scene.sender.events).toEqual([
      { name: 'FarendError', headers: { RequestID: 'r', Reason: expect.stringMatching(reason) } },
    ]);
  });

  test('with a RequestID that is too long is refused without it', async () => {
    const scene = new AnswersScene(['4001']);

    scene.ask({ endpoint: '4001', requestid: 'r'.repeat(201) });
    await vi.advanceTimersByTimeAsync(1_000);

    expect(scene.sender.events).toEqual([
      { name: 'FarendError', headers: { Reason: 'RequestID is longer than 200 bytes' } },
    ]);
  });

  test('of another name, such as an answer of farend itself, is ignored', async () => {
    const scene = new AnswersScene(['4001']);

    for (const name of ['FarendStatus', 'FarendError', 'FarendAlive', 'Other', ''])
      scene.answers.onUserEvent('main', name, new Map([['endpoint', '4001']]));
    await vi.advanceTimersByTimeAsync(1_000);

    expect(scene.sender.events).toEqual([]);
  });

  test('is answered at the Asterisk where it was asked, and nowhere else', async () => {
    const scene = new AnswersScene(['4001'], ['main', 'second']);
    const { main, second } = scene.senders;

    scene.answers.onUserEvent('second', 'FarendQuery', new Map([['endpoint', '4001']]));
    scene.answers.onUserEvent('third', 'FarendQuery', new Map([['endpoint', '4001']]));
    await vi.advanceTimersByTimeAsync(1_000);

    expect(main?.events).toEqual([]);
    expect(second?.headersOf('FarendStatus')).toMatchObject([{ Asterisk: 'main' }]);
  });

  test('is answered without line ends and control characters, in at most 1000 bytes', async () => {
    const scene = new AnswersScene([]);
    const userAgent = `Evil\r\nEvent: Fake\r\n\r\nAction: Originate\0\u001b[2J\u0085${'ä'.repeat(900)}`;
    scene.happen((it) => it.observe({ userAgent }));

    scene.ask({ endpoint: '4001' });
    await vi.advanceTimersByTimeAsync(1_000);

    const [status] = scene.sender.headersOf('FarendStatus');
    expect(status?.UserAgent).toMatch(/^EvilEvent: FakeAction: Originate\[2Jä+$/);
    expect(Buffer.byteLength(status?.UserAgent ?? '')).toBeLessThanOrEqual(1_000);
    expect(Buffer.byteLength(status?.UserAgent ?? '')).toBeGreaterThan(997);
  });
});

test('any text that a phone can be called by is told as it is', async () => {
  const scene = new AnswersScene([]);
  scene.happen((it) => it.observe({ userAgent: 'Büro 東', contact: '<sip:für@192.168.1.50>' }));

  scene.ask({ endpoint: '4001' });
  await scene.settle();

  const [status] = scene.sender.headersOf('FarendStatus');
  expect(status).toMatchObject({ UserAgent: 'Büro 東', Contact: 'sip:für@192.168.1.50' });
});

describe('the pace', () => {
  const many = Array.from({ length: 3_000 }, (_, at) => String(10_000 + at));

  test('holds a list to so many events a second', async () => {
    const scene = new AnswersScene(many);

    scene.ask({ endpoint: '*' });
    await vi.advanceTimersByTimeAsync(1_000);

    expect(scene.sender.events.length).toBeGreaterThan(800);
    expect(scene.sender.events.length).toBeLessThanOrEqual(1_050);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(scene.sender.headersOf('FarendStatus').map(({ Endpoint }) => Endpoint)).toEqual(many);
    expect(scene.sender.events.at(-1)?.name).toBe('FarendStatusComplete');
  });

  test('waits for the answers of Asterisk', async () => {
    const scene = new AnswersScene(many);
    scene.sender.answersAtOnce = false;

    scene.ask({ endpoint: '*' });
    await vi.advanceTimersByTimeAsync(10_000);
    const before = scene.sender.events.length;
    scene.sender.answer(5);
    await vi.advanceTimersByTimeAsync(10_000);

    expect(before).toBe(16);
    expect(scene.sender.events).toHaveLength(21);
  });

  test('answers a short query while a long one goes on', async () => {
    const scene = new AnswersScene(many);

    scene.ask({ endpoint: '*', requestid: 'long' });
    await vi.advanceTimersByTimeAsync(100);
    scene.ask({ endpoint: '10001', requestid: 'short' });
    await vi.advanceTimersByTimeAsync(100);

    const complete = scene.sender.headersOf('FarendStatusComplete');
    expect(complete).toMatchObject([{ RequestID: 'short', ListItems: '1' }]);
  });

  test('has room for four patterns at a time, and for names beside them', async () => {
    const scene = new AnswersScene(many);

    for (let at = 0; at < 100; at += 1) scene.ask({ endpoint: '*', requestid: `all-${at}` });
    scene.ask({ endpoint: '10001', requestid: 'one' });
    await vi.advanceTimersByTimeAsync(30_000);

    const answered = scene.sender
      .headersOf('FarendStatusComplete')
      .map(({ RequestID }) => RequestID);
    expect(answered).toEqual(['one', 'all-0', 'all-1', 'all-2', 'all-3']);
    const refused = scene.sender.headersOf('FarendError');
    expect(refused.every(({ Reason }) => Reason?.startsWith('busy'))).toBe(true);
    expect(refused.length).toBeLessThanOrEqual(64);
  });

  test('ends an answer when the connection drops', async () => {
    const scene = new AnswersScene(many);
    scene.sender.answersAtOnce = false;
    scene.ask({ endpoint: '*', requestid: 'lost' });
    await vi.advanceTimersByTimeAsync(1_000);

    scene.sender.drop();
    await vi.advanceTimersByTimeAsync(1_000);
    const before = scene.sender.events.length;
    scene.sender.isUp = true;
    scene.sender.answersAtOnce = true;
    scene.ask({ endpoint: '10001', requestid: 'new' });
    await vi.advanceTimersByTimeAsync(10_000);

    const later = scene.sender.events.slice(before).map(({ headers }) => headers.RequestID);
    expect(later).toEqual(['new', 'new']);
  });
});

/** Somebody guesses the password of an account that nobody has. */
function scan(scene: Scene): void {
  const attempt = { aor: '4999@pbx.example.com', username: '4999', device: undefined };
  scene.challenge(attempt).refuse(401, attempt).refuse(401, attempt);
}
