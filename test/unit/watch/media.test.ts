import { describe, expect, it } from 'vitest';
import { answer, type Facts, type MessageText, request, watch } from './sip-call.ts';

const PUBLIC = '203.0.113.10';
const OF_PHONE = '203.0.113.1';

/** A call of a phone: what it shows, and what Asterisk shows it. */
function call(byPhone: MessageText, byAsterisk: MessageText, facts: Facts = {}) {
  return [
    request('INVITE', byPhone, facts),
    answer(100, {}, facts),
    answer(183, { at: 100, toTag: '2', ...byAsterisk }, facts),
    answer(200, { at: 200, toTag: '2', ...byAsterisk }, facts),
    request('ACK', { at: 250, toTag: '2' }, facts),
    request('INVITE', { at: 5_000, cSeq: 2, toTag: '2', ...byPhone }, facts),
    answer(200, { at: 5_100, cSeq: 2, toTag: '2', ...byAsterisk }, facts),
    request('ACK', { at: 5_200, cSeq: 2, toTag: '2' }, facts),
  ];
}

describe('media', () => {
  it.each([
    ['10.0.0.10', OF_PHONE, { unroutableToPhone: '10.0.0.10', privateOfPhone: undefined }],
    ['127.0.0.1', OF_PHONE, { unroutableToPhone: '127.0.0.1', privateOfPhone: undefined }],
    ['169.254.1.1', OF_PHONE, { unroutableToPhone: '169.254.1.1', privateOfPhone: undefined }],
    [PUBLIC, '192.168.1.50', { unroutableToPhone: undefined, privateOfPhone: '192.168.1.50' }],
    [
      '10.0.0.10',
      '192.168.1.50',
      { unroutableToPhone: '10.0.0.10', privateOfPhone: '192.168.1.50' },
    ],
  ])('is told once: %s to a phone outside, which shows %s', (shown, own, expected) => {
    const told = watch(call({ media: own }, { media: shown }));

    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ kind: 'media', ...expected });
  });

  it('is told of a call to a phone', () => {
    const told = watch([
      request('INVITE', { by: 'asterisk', media: '10.0.0.10' }),
      answer(180, { by: 'phone' }),
      answer(200, { by: 'phone', media: OF_PHONE, toTag: '2' }),
      request('ACK', { by: 'asterisk', toTag: '2' }),
    ]);

    expect(told).toMatchObject([{ kind: 'media', unroutableToPhone: '10.0.0.10' }]);
  });

  it('is told of an offer in the answer, answered in the ACK', () => {
    const told = watch([
      request('INVITE'),
      answer(200, { media: '10.0.0.10', toTag: '2' }),
      request('ACK', { media: OF_PHONE, toTag: '2' }),
    ]);

    expect(told).toMatchObject([{ kind: 'media', unroutableToPhone: '10.0.0.10' }]);
  });

  it('is judged by the body as it left', () => {
    const messages = call({ media: OF_PHONE }, { media: '10.0.0.10' }).map((message) => {
      const { text, bodyStart } = message.view;
      const body = text.slice(bodyStart).replaceAll('10.0.0.10', PUBLIC);
      return message.sentBy === 'asterisk' ? { ...message, body } : message;
    });

    expect(watch(messages)).toEqual([]);
  });

  it.each([
    ['public addresses', PUBLIC, OF_PHONE, {}],
    ['a phone in a network of ours', '10.0.0.10', '192.168.1.50', { isOutside: false }],
    [
      'a phone that is seen at a private address',
      '10.0.0.10',
      '172.16.0.7',
      { phone: { address: '172.16.0.7', port: 5060 } },
    ],
    ['hold', '0.0.0.0', '192.168.1.50', {}],
    ['no SDP of the other side', undefined, '192.168.1.50', {}],
  ])('is not told of %s', (_, shown, own, facts) => {
    expect(watch(call({ media: own }, { media: shown }, facts))).toEqual([]);
  });

  it('is not told where ICE finds the way', () => {
    const sdp = ['a=candidate:1 1 UDP 2130706431 198.51.100.7 4000 typ srflx'];
    const both = { media: '10.0.0.10', sdp };

    expect(watch(call({ ...both, media: '192.168.1.50' }, both))).toEqual([]);
  });
});
