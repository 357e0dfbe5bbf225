import { describe, expect, it } from 'vitest';
import { answer, request, START_MS, watch } from './sip-call.ts';

const caller = { aor: '4001@pbx.example.com', device: '0123456789abcdef', userAgent: 'Phone 1.0' };

describe('the end of a call', () => {
  it('is told with its length and who ended it, for a call of a phone', () => {
    const told = watch([
      request('INVITE', {}, caller),
      answer(100),
      answer(180, { at: 200, toTag: '2' }),
      answer(200, { at: 4_000, toTag: '2' }),
      request('ACK', { at: 4_100, toTag: '2' }),
      request('BYE', { at: 64_000, toTag: '2', by: 'asterisk', cSeq: 7 }),
      answer(200, { at: 64_100, by: 'phone', method: 'BYE', cSeq: 7, toTag: '2' }),
    ]);

    expect(told).toEqual([
      {
        kind: 'ended',
        time: START_MS + 64_000,
        producer: 'proxy',
        source: '203.0.113.1:16880',
        localSocket: '203.0.113.10:5060',
        ...caller,
        callId: 'call-1',
        lengthMs: 60_000,
        endedBy: 'asterisk',
      },
    ]);
  });

  it('is told once for a call to a phone whose BYE comes again', () => {
    const told = watch([
      request('INVITE', { by: 'asterisk' }, caller),
      answer(180, { by: 'phone' }),
      answer(200, { by: 'phone', at: 2_000, toTag: '2' }),
      request('ACK', { by: 'asterisk', at: 2_050, toTag: '2' }),
      request('BYE', { at: 32_000, toTag: '2' }),
      request('BYE', { at: 32_500, toTag: '2' }),
      answer(200, { at: 32_600, method: 'BYE', toTag: '2' }),
    ]);

    expect(told).toMatchObject([{ kind: 'ended', lengthMs: 30_000, endedBy: 'phone', ...caller }]);
  });

  it.each([
    ['one that nobody answered', [request('INVITE'), answer(180), answer(480, { at: 9_000 })]],
    ['one that was challenged first', [request('INVITE'), answer(401), request('ACK')]],
    [
      'a BYE out of nowhere',
      [request('BYE', { toTag: '2' }), answer(481, { method: 'BYE', toTag: '2' })],
    ],
    [
      'one whose 2xx a phone made up',
      [
        answer(200, { by: 'phone', toTag: '2' }),
        request('BYE', { at: 1_000, toTag: '2' }),
        answer(481, { at: 1_000, method: 'BYE', toTag: '2' }),
      ],
    ],
  ])('is not told of %s', (_, messages) => {
    expect(watch(messages)).toEqual([]);
  });
});
