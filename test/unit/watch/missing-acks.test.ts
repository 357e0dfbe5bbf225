import { describe, expect, it } from 'vitest';
import type { WatchedMessage } from '../../../src/watch/watched-message.ts';
import { answer, request, START_MS, watch } from './sip-call.ts';

/** RFC 3261 §13.3.1.4: when a 2xx without ACK comes, and comes again. */
const TIMES = [0, 500, 1_500, 3_500, 7_500, 11_500];

const invite = request('INVITE', {}, { aor: '4001@pbx.example.com' });
const ok = (at: number, cSeq = 1) => answer(200, { at, cSeq, toTag: '2' });
const ack = (at: number, cSeq = 1) => request('ACK', { at, cSeq, toTag: '2' });

describe('an ACK that never comes', () => {
  it('is told within 4 s of the second 2xx, once', () => {
    const told = watch([invite, ...TIMES.map((at) => ok(at))]);

    expect(told).toMatchObject([
      {
        kind: 'ack-missing',
        aor: '4001@pbx.example.com',
        answeredBy: 'asterisk',
        answeredTo: '203.0.113.1:16880',
        repeats: 3,
      },
    ]);
    const [{ time } = { time: 0 }] = told;
    expect(time - START_MS).toBeLessThanOrEqual(500 + 4_000);
  });

  it('of Asterisk is told as well as one of a phone', () => {
    const told = watch([
      request('INVITE', { by: 'asterisk' }),
      ...TIMES.map((at) => answer(200, { at, by: 'phone', toTag: '2' })),
    ]);

    expect(told).toMatchObject([
      { kind: 'ack-missing', answeredBy: 'phone', answeredTo: '203.0.113.10:5060' },
    ]);
  });

  it('is told where some of the answers were not seen', () => {
    expect(watch([invite, ok(0), ok(1_500), ok(3_500)])).toMatchObject([{ kind: 'ack-missing' }]);
  });

  it('to a re-INVITE is told too', () => {
    const reinvite = request('INVITE', { at: 20_000, cSeq: 2, toTag: '2' });
    const answers = TIMES.map((at) => ok(20_000 + at, 2));

    expect(watch([invite, ok(0), ack(100), reinvite, ...answers])).toMatchObject([
      { kind: 'ack-missing', time: START_MS + 24_000 },
    ]);
  });

  it.each<[string, readonly WatchedMessage[]]>([
    ['every ACK comes', [ok(0), ack(100)]],
    ['one 2xx is lost', [ok(0), ok(500), ack(600)]],
    ['one ACK is lost', [ok(0), ok(500), ack(600), ok(1_500), ack(1_600)]],
    ['two 2xx are lost in a row', [ok(0), ok(500), ok(1_500), ack(1_600)]],
    ['three are', [ok(0), ok(500), ok(1_500), ok(3_500), ack(3_800)]],
    ['ACKs are lost behind farend', TIMES.flatMap((at) => [ok(at), ack(at + 100)])],
    ['the caller hangs up instead', [ok(0), ok(500), ok(1_500), request('BYE', { at: 1_600 })]],
    ['180 comes again', TIMES.map((at) => answer(180, { at, toTag: '2' }))],
    ['a refusal comes again', TIMES.map((at) => answer(486, { at, toTag: '2' }))],
    [
      'a 2xx to something else comes again',
      TIMES.map((at) => answer(200, { at, method: 'UPDATE', toTag: '2' })),
    ],
  ])('is not told when %s', (_, messages) => {
    expect(watch([invite, ...messages]).filter(({ kind }) => kind === 'ack-missing')).toEqual([]);
  });

  it.each<[string, readonly WatchedMessage[]]>([
    [
      'the ACK of who answered',
      TIMES.flatMap((at) => [ok(at), { ...ack(at), sentBy: 'asterisk' }]),
    ],
    ['an ACK to another INVITE', TIMES.flatMap((at) => [ok(at), ack(at, 7)])],
    [
      'an ACK of another call',
      TIMES.flatMap((at) => [ok(at), request('ACK', { at, callId: 'call-2' })]),
    ],
  ])('is not made up for by %s', (_, messages) => {
    expect(watch([invite, ...messages])).toMatchObject([{ kind: 'ack-missing' }]);
  });
});
