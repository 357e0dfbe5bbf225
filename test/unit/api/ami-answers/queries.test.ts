// Queries and how their answers are paced, before a sender that records; Asterisk itself is in
// test/integration/ami-answers.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AmiAnswers } from '../../../../src/api/ami-answers/ami-answers.ts';
import { makeEndpoint, Scene } from '../../correlation/scene.ts';
import { RecordingSender } from './recording-sender.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a query', () => {
  test('for an endpoint without a device is answered Registered: no', async () => {
    const { ask, sender } = startAnswers(['4001']);

    ask({ endpoint: '4001', requestid: 'a' });
    await vi.advanceTimersByTimeAsync(1_000);

    expect(sender.headersOf('FarendStatus')).toMatchObject([
      { RequestID: 'a', Endpoint: '4001', Device: '0/0', Registered: 'no', Verdict: 'unknown' },
    ]);
    expect(sender.headersOf('FarendStatusComplete')).toEqual([
      { RequestID: 'a', EventList: 'Complete', ListItems: '1' },
    ]);
  });

  test('for a pattern is answered in the order of endpoints', async () => {
    const { ask, sender } = startAnswers(['4103', '4001', '4002', '5001']);

    ask({ endpoint: '40*' });
    await vi.advanceTimersByTimeAsync(1_000);

    const endpoints = sender.headersOf('FarendStatus').map(({ Endpoint }) => Endpoint);
    expect(endpoints).toEqual(['4001', '4002']);
    expect(sender.headersOf('FarendStatusComplete')).toMatchObject([{ ListItems: '2' }]);
  });

  test('for a pattern of which nothing is known is answered by an empty list', async () => {
    const { ask, sender } = startAnswers(['4001']);

    ask({ endpoint: '9*' });
    await vi.advanceTimersByTimeAsync(1_000);

    expect(sender.events).toEqual([
      { name: 'FarendStatusComplete', headers: { EventList: 'Complete', ListItems: '0' } },
    ]);
  });

  test.each([
    [{ requestid: '1', actionid: 'x' }, '1'],
    [{ actionid: 'x' }, 'x'],
    [{}, undefined],
  ])('with %o has its answer under %s', async (ids, requestId) => {
    const { ask, sender } = startAnswers(['4001']);

    ask({ endpoint: '4001', ...ids });
    await vi.advanceTimersByTimeAsync(1_000);

    const answers = sender.events.map(({ headers }) => headers.RequestID);
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
    const { ask, sender } = startAnswers(['4001']);

    ask({ requestid: 'r', ...headers });
    await vi.advanceTimersByTimeAsync(1_000);

    expect(sender.events).toEqual([
      { name: 'FarendError', headers: { RequestID: 'r', Reason: expect.stringMatching(reason) } },
    ]);
  });

  test('with a RequestID that is too long is refused without it', async () => {
    const { ask, sender } = startAnswers(['4001']);

    ask({ endpoint: '4001', requestid: 'r'.repeat(201) });
    await vi.advanceTimersByTimeAsync(1_000);

    expect(sender.events).toEqual([
      { name: 'FarendError', headers: { Reason: 'RequestID is longer than 200 bytes' } },
    ]);
  });

  test('of another name, such as an answer of farend itself, is ignored', async () => {
    const { answers, sender } = startAnswers(['4001']);

    for (const name of ['FarendStatus', 'FarendError', 'FarendAlive', 'Other', ''])
      answers.onUserEvent('main', name, new Map([['endpoint', '4001']]));
    await vi.advanceTimersByTimeAsync(1_000);

    expect(sender.events).toEqual([]);
  });

  test('is answered at the Asterisk where it was asked, and nowhere else', async () => {
    const scene = new Scene(['main', 'second']).connect([makeEndpoint({ name: '4001' })]);
    const [main, second] = [new RecordingSender(), new RecordingSender()];
    const answers = create(scene, { main, second });

    answers.onUserEvent('second', 'FarendQuery', new Map([['endpoint', '4001']]));
    answers.onUserEvent('third', 'FarendQuery', new Map([['endpoint', '4001']]));
    await vi.advanceTimersByTimeAsync(1_000);

    expect(main.events).toEqual([]);
    expect(second.headersOf('FarendStatus')).toMatchObject([{ Asterisk: 'main' }]);
  });

  test('is answered without line ends and control characters, in at most 1000 bytes', async () => {
    const { ask, scene, sender } = startAnswers([]);
    const userAgent = `Evil\r\nEvent: Fake\r\n\r\nAction: Originate\0\u001b[2J\u0085${'ä'.repeat(900)}`;
    scene.observe({ userAgent });

    ask({ endpoint: '4001' });
    await vi.advanceTimersByTimeAsync(1_000);

    const [status] = sender.headersOf('FarendStatus');
    expect(status?.UserAgent).toMatch(/^EvilEvent: FakeAction: Originate\[2Jä+$/);
    expect(Buffer.byteLength(status?.UserAgent ?? '')).toBeLessThanOrEqual(1_000);
    expect(Buffer.byteLength(status?.UserAgent ?? '')).toBeGreaterThan(997);
  });
});

describe('the pace', () => {
  const many = Array.from({ length: 3_000 }, (_, at) => String(10_000 + at));

  test('holds a list to so many events a second', async () => {
    const { ask, sender } = startAnswers(many);

    ask({ endpoint: '*' });
    await vi.advanceTimersByTimeAsync(1_000);

    expect(sender.events.length).toBeGreaterThan(800);
    expect(sender.events.length).toBeLessThanOrEqual(1_050);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(sender.headersOf('FarendStatus').map(({ Endpoint }) => Endpoint)).toEqual(many);
    expect(sender.events.at(-1)?.name).toBe('FarendStatusComplete');
  });

  test('waits for the answers of Asterisk', async () => {
    const { ask, sender } = startAnswers(many);
    sender.answersAtOnce = false;

    ask({ endpoint: '*' });
    await vi.advanceTimersByTimeAsync(10_000);
    const before = sender.events.length;
    sender.answer(5);
    await vi.advanceTimersByTimeAsync(10_000);

    expect(before).toBe(16);
    expect(sender.events).toHaveLength(21);
  });

  test('answers a short query while a long one goes on', async () => {
    const { ask, sender } = startAnswers(many);

    ask({ endpoint: '*', requestid: 'long' });
    await vi.advanceTimersByTimeAsync(100);
    ask({ endpoint: '10001', requestid: 'short' });
    await vi.advanceTimersByTimeAsync(100);

    const complete = sender.headersOf('FarendStatusComplete');
    expect(complete).toMatchObject([{ RequestID: 'short', ListItems: '1' }]);
  });

  test('has room for four patterns at a time, and for names beside them', async () => {
    const { ask, sender } = startAnswers(many);

    for (let at = 0; at < 100; at += 1) ask({ endpoint: '*', requestid: `all-${at}` });
    ask({ endpoint: '10001', requestid: 'one' });
    await vi.advanceTimersByTimeAsync(30_000);

    const answered = sender.headersOf('FarendStatusComplete').map(({ RequestID }) => RequestID);
    expect(answered).toEqual(['one', 'all-0', 'all-1', 'all-2', 'all-3']);
    const refused = sender.headersOf('FarendError');
    expect(refused.every(({ Reason }) => Reason?.startsWith('busy'))).toBe(true);
    expect(refused.length).toBeLessThanOrEqual(64);
  });

  test('ends an answer when the connection drops', async () => {
    const { ask, sender } = startAnswers(many);
    sender.answersAtOnce = false;
    ask({ endpoint: '*', requestid: 'lost' });
    await vi.advanceTimersByTimeAsync(1_000);

    sender.drop();
    await vi.advanceTimersByTimeAsync(1_000);
    const before = sender.events.length;
    sender.isUp = true;
    sender.answersAtOnce = true;
    ask({ endpoint: '10001', requestid: 'new' });
    await vi.advanceTimersByTimeAsync(10_000);

    const later = sender.events.slice(before).map(({ headers }) => headers.RequestID);
    expect(later).toEqual(['new', 'new']);
  });
});

function startAnswers(names: readonly string[]) {
  const scene = new Scene().connect(names.map((name) => makeEndpoint({ name })));
  const sender = new RecordingSender();
  const answers = create(scene, { main: sender });
  const ask = (headers: Readonly<Record<string, string>>): void =>
    answers.onUserEvent('main', 'FarendQuery', new Map(Object.entries(headers)));
  return { scene, sender, answers, ask };
}

function create(scene: Scene, senders: Readonly<Record<string, RecordingSender>>): AmiAnswers {
  return new AmiAnswers({
    view: scene.correlator,
    asterisks: Object.entries(senders).map(([name, ami]) => ({ name, ami, mirrorsAstDb: false })),
    onProblem: (sentence) => expect.fail(sentence),
    now: Date.now,
  });
}
