import { describe, expect, it } from 'vitest';
import type { WatchedMessage } from '../../../src/watch/watched-message.ts';
import { answer, request, START_MS, watch } from './sip-call.ts';

/** RFC 3261 §17.1.2.2: when a request without answer is sent. */
const TIMES = [0, 500, 1_500, 3_500, 7_500, 11_500, 15_500];
const repeated = (method: string, by: 'phone' | 'asterisk', toTag?: string) =>
  TIMES.map((at) => request(method, { at, by, ...(toTag !== undefined && { toTag }) }));

describe('a request that nobody answers', () => {
  it.each([
    ['INVITE', 'asterisk', undefined],
    ['INVITE', 'phone', undefined],
    ['OPTIONS', 'asterisk', undefined],
    ['NOTIFY', 'asterisk', undefined],
    ['MESSAGE', 'phone', undefined],
    ['INVITE', 'asterisk', '2'],
    ['UPDATE', 'phone', '2'],
    ['BYE', 'asterisk', '2'],
    ['INFO', 'phone', '2'],
  ] as const)('is told at its fourth repetition, once: %s of %s', (method, sentBy, toTag) => {
    const told = watch(repeated(method, sentBy, toTag));

    expect(told).toMatchObject([
      {
        kind: 'unanswered',
        time: START_MS + 7_500,
        method,
        sentBy,
        isInDialog: toTag !== undefined,
        repeats: 4,
      },
    ]);
  });

  it('is told after 64·T1 where it was sent once', () => {
    const told = watch([
      request('BYE', { by: 'asterisk', toTag: '2' }, { aor: '4001@example.com' }),
    ]);

    expect(told).toMatchObject([{ kind: 'unanswered', repeats: 0, aor: '4001@example.com' }]);
    expect(told[0]?.time).toBeGreaterThanOrEqual(START_MS + 32_000);
  });

  it('in a call is told by the name that the call has', () => {
    const told = watch(
      [
        request('INVITE', { by: 'asterisk' }, { aor: '4001@example.com' }),
        answer(200, { by: 'phone', toTag: '2' }),
        request('ACK', { by: 'asterisk', toTag: '2' }),
        request('BYE', { by: 'asterisk', at: 40_000, cSeq: 2, toTag: '2' }),
      ],
      90_000,
    );

    expect(told).toMatchObject([
      { kind: 'ended', aor: '4001@example.com' },
      { kind: 'unanswered', method: 'BYE', aor: '4001@example.com' },
    ]);
  });

  it.each<[string, readonly WatchedMessage[]]>([
    [
      'an answer comes at the third try',
      [
        ...repeated('INFO', 'phone', '2').slice(0, 3),
        answer(200, { at: 1_600, method: 'INFO', toTag: '2' }),
      ],
    ],
    ['it is refused', [request('OPTIONS'), answer(401, { method: 'OPTIONS' })]],
    [
      'a provisional answer comes, and the call is never answered',
      [request('INVITE', { by: 'asterisk' }), answer(180, { by: 'phone' })],
    ],
    [
      'every answer is lost behind farend',
      TIMES.flatMap((at) => [
        request('BYE', { at, toTag: '2' }),
        answer(200, { at, method: 'BYE', toTag: '2' }),
      ]),
    ],
    ['it is an ACK', TIMES.map((at) => request('ACK', { at }))],
    [
      'it is a CANCEL, whose INVITE says it',
      [
        request('INVITE', { by: 'asterisk' }),
        answer(180, { by: 'phone' }),
        ...repeated('CANCEL', 'asterisk'),
      ],
    ],
    [
      'those are others each time',
      [1, 2, 3, 4, 5, 6].flatMap((cSeq) => [
        request('OPTIONS', { by: 'asterisk', cSeq, at: cSeq * 1_000 }),
        answer(200, { by: 'phone', method: 'OPTIONS', cSeq, at: cSeq * 1_000 + 50 }),
      ]),
    ],
  ])('is not told when %s', (_, messages) => {
    expect(watch(messages)).toEqual([]);
  });

  it.each([
    ['another request', answer(200, { method: 'INFO', cSeq: 7 })],
    ['a request of the other side', answer(200, { method: 'INFO', by: 'phone' })],
  ])('is told in spite of an answer to %s', (_, other) => {
    expect(watch([request('INFO', { toTag: '2' }), other])).toMatchObject([{ kind: 'unanswered' }]);
  });
});

describe('a phone that Asterisk qualifies', () => {
  const ask = (cSeq: number, at: number) =>
    request('OPTIONS', { by: 'asterisk', cSeq, at }, { aor: '4001@example.com' });
  const reply = (cSeq: number, at: number) =>
    answer(200, { by: 'phone', method: 'OPTIONS', cSeq, at });
  const messages = [
    ask(1, 0),
    reply(1, 40),
    ask(2, 60_000),
    reply(2, 60_040),
    ask(3, 120_000),
    ask(4, 180_000),
    reply(4, 180_070),
  ];

  it.each(['hep', 'capture'] as const)('is told when it begins to answer, to %s', (producer) => {
    expect(watch(messages, 240_000, producer)).toMatchObject([
      { kind: 'answered', method: 'OPTIONS', roundTripMs: 40, aor: '4001@example.com' },
      { kind: 'unanswered', method: 'OPTIONS' },
      { kind: 'answered', statusCode: 200, roundTripMs: 70 },
    ]);
  });

  it('is told by AMI where there is a proxy', () => {
    expect(watch(messages, 240_000)).toMatchObject([{ kind: 'unanswered' }]);
  });
});
