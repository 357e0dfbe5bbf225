import { describe, expect, it } from 'vitest';
import type { WatchedMessage } from '../../../src/watch/watched-message.ts';
import { answer, request, START_MS, watch } from './sip-call.ts';

const credentials = { username: '4001', nonce: 'n1', responseTag: '0011223344556677' };
const CHALLENGE = 'WWW-Authenticate: Digest realm="asterisk",nonce="n2"';
const AUTHORIZATION =
  'Authorization: Digest username="t", realm="asterisk", nonce="n2", uri="sip:a", response="0123456789abcdef0123456789abcdef"';
const trunk = { isTrunk: true, phone: { address: '198.51.100.7', port: 5060 } };

describe('a refusal', () => {
  it.each([401, 403, 407])('with %i is told of a request with credentials', (statusCode) => {
    const told = watch([
      request('INVITE'),
      answer(401, { headers: [CHALLENGE] }),
      request('ACK'),
      request('INVITE', { cSeq: 2 }, { credentials, aor: '4001@pbx.example.com' }),
      answer(statusCode, { cSeq: 2, headers: [CHALLENGE] }),
    ]);

    expect(told).toMatchObject([
      {
        kind: 'refused',
        method: 'INVITE',
        statusCode,
        isTrunk: false,
        aor: '4001@pbx.example.com',
        ...credentials,
      },
    ]);
  });

  it('of a trunk that Asterisk does not know is told once it has not answered the challenge', () => {
    const told = watch([
      request('INVITE', {}, trunk),
      answer(401, { headers: [CHALLENGE] }, trunk),
    ]);

    expect(told).toMatchObject([
      {
        kind: 'refused',
        isTrunk: true,
        source: '198.51.100.7:5060',
        statusCode: 401,
        username: undefined,
      },
    ]);
    expect(told[0]?.time).toBeGreaterThanOrEqual(START_MS + 5_000);
  });

  it('of a trunk with 403 is told at once', () => {
    expect(watch([request('INVITE', {}, trunk), answer(403, {}, trunk)], 500)).toMatchObject([
      { kind: 'refused', isTrunk: true },
    ]);
  });

  it.each<[string, readonly WatchedMessage[]]>([
    ['a challenge', [request('INVITE'), answer(401, { headers: [CHALLENGE] })]],
    [
      'a nonce that is out of date',
      [
        request('INVITE', {}, { credentials }),
        answer(401, { headers: [`${CHALLENGE},stale=true`] }),
      ],
    ],
    [
      'the same of a proxy',
      [
        request('MESSAGE', {}, { credentials }),
        answer(407, {
          method: 'MESSAGE',
          headers: ['Proxy-Authenticate: Digest stale="TRUE", nonce="n"'],
        }),
      ],
    ],
    [
      'credentials that were held back',
      [request('INVITE', { headers: [AUTHORIZATION] }), answer(401)],
    ],
    [
      'a callee who refuses',
      [request('INVITE', {}, { credentials }), answer(100), answer(403, { at: 900 })],
    ],
    ['another status', [request('INVITE', {}, { credentials }), answer(404)]],
    [
      'a trunk that answers its challenge',
      [
        request('INVITE', {}, trunk),
        answer(401, { headers: [CHALLENGE] }, trunk),
        request('INVITE', { at: 1_000, cSeq: 2, headers: [AUTHORIZATION] }, trunk),
        answer(200, { at: 1_100, cSeq: 2, toTag: '2' }, trunk),
        request('ACK', { at: 1_200, cSeq: 2, toTag: '2' }, trunk),
      ],
    ],
    [
      'a provider that challenges Asterisk',
      [request('INVITE', { by: 'asterisk' }, trunk), answer(407, { by: 'phone' }, trunk)],
    ],
  ])('is not told of %s', (_, messages) => {
    expect(watch(messages)).toEqual([]);
  });
});
