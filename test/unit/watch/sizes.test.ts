import { describe, expect, it } from 'vitest';
import { answer, request, watch } from './sip-call.ts';

describe('a large message', () => {
  it('RFC 3261 §18.1.1: is told from 1301 bytes on, once for a call, a method and a direction', () => {
    const size = 1_301;

    const told = watch([
      request('INVITE', { size }),
      answer(401),
      request('INVITE', { size, cSeq: 2 }),
      answer(200, { size, cSeq: 2, toTag: '2' }),
      request('ACK', { cSeq: 2, toTag: '2' }),
      request('INVITE', { size, callId: 'call-2' }),
      answer(404, { callId: 'call-2' }),
    ]);

    expect(told).toMatchObject([
      { kind: 'large', method: 'INVITE', statusCode: 0, sentBy: 'phone', size, callId: 'call-1' },
      { kind: 'large', method: 'INVITE', statusCode: 200, sentBy: 'asterisk', size },
      { kind: 'large', sentBy: 'phone', callId: 'call-2' },
    ]);
  });

  it('is none with 1300 bytes', () => {
    expect(watch([request('INVITE', { size: 1_300 }), answer(404)])).toEqual([]);
  });
});
