// What nobody may do to a watch: make it throw, make it grow, or make it forget the calls of others.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DialogObservation } from '../../../src/observation/dialog-observation.ts';
import { Calls } from '../../../src/watch/calls.ts';
import { DialogWatch } from '../../../src/watch/dialog-watch.ts';
import { type OpenRequest, OpenRequests } from '../../../src/watch/open-requests.ts';
import type { WatchedMessage } from '../../../src/watch/watched-message.ts';
import { answer, request, START_MS, watch } from './sip-call.ts';

const call = [
  request('INVITE', { callId: 'good' }, { aor: '4001@pbx.example.com' }),
  answer(200, { callId: 'good', toTag: '2' }),
  request('ACK', { callId: 'good', toTag: '2' }),
];
const end = request('BYE', { callId: 'good', at: 3_600_000, cSeq: 2, toTag: '2' });

function* flood(count: number, make: (callId: string) => WatchedMessage) {
  for (let n = 0; n < count; n += 1) yield make(`flood-${n}`);
}

it.each(['INVITE', 'OPTIONS', 'BYE'])('keeps a call through a flood of %s', (method) => {
  const noise = [...flood(20_000, (callId) => request(method, { callId, at: 1_000 }))];

  const told = watch([...call, ...noise, end], 3_601_000);

  expect(told).toContainEqual(
    expect.objectContaining({ kind: 'ended', callId: 'good', lengthMs: 3_600_000 }),
  );
});

it('keeps an unanswered request of Asterisk through a flood of others', () => {
  const notify = request('NOTIFY', { callId: 'good', by: 'asterisk' });
  const noise = [...flood(20_000, (callId) => request('OPTIONS', { callId, at: 1_000 }))];

  const told = watch([notify, ...noise], 32_500);

  expect(told).toMatchObject([{ kind: 'unanswered', method: 'NOTIFY', callId: 'good' }]);
});

it('makes no calls of answers that a phone makes up', () => {
  const noise = [
    ...flood(20_000, (callId) => answer(200, { callId, by: 'phone', toTag: '2', at: 1_000 })),
  ];

  expect(watch([...call, ...noise, end], 3_601_000)).toMatchObject([{ kind: 'ended' }]);
});

it.each<[string, (callId: string) => WatchedMessage]>([
  ['unanswered', (callId) => request('OPTIONS', { callId })],
  ['large', (callId) => request('OPTIONS', { callId, size: 2_000 })],
])('tells a hundred of a flood in a second: %s', (kind, make) => {
  const told = watch([...flood(2_000, make)], 32_500);

  expect(told.filter((one) => one.kind === kind).length).toBeLessThanOrEqual(200);
});

it('has room for 16,384 calls: the oldest goes', () => {
  const calls = new Calls();
  const caller = { since: START_MS, aor: '', device: undefined, userAgent: '' };

  for (let key = 0; key < 20_000; key += 1) calls.begin(key, caller);

  expect(calls.size).toBe(16_384);
  expect(calls.get(0)).toBeUndefined();
  calls.passTime(START_MS + 86_400_000);
  expect(calls.size).toBe(0);
});

it('has room for 16 MiB of open requests', () => {
  const requests = new OpenRequests();
  const large = { since: START_MS, size: 16_384 } as OpenRequest;

  for (let key = 0; key < 2_000; key += 1) requests.add(key, large);

  expect(requests.size).toBe(1_024);
});

const words = fc.constantFrom('INVITE', 'ACK', 'BYE', 'CANCEL', 'OPTIONS', 'UPDATE', 'PRACK', 'X');
const message = fc
  .record({
    isRequest: fc.boolean(),
    method: words,
    by: fc.constantFrom('phone' as const, 'asterisk' as const),
    at: fc.nat(40_000),
    cSeq: fc.constantFrom(0, 1, 2, 2_147_483_647),
    callId: fc.constantFrom('a', 'b', '\x80\xff', 'x'.repeat(5_000)),
    statusCode: fc.constantFrom(100, 183, 200, 299, 302, 401, 403, 407, 487, 699),
    toTag: fc.constantFrom('', '2', '"'),
    media: fc.constantFrom(undefined, '10.0.0.1', '0.0.0.0', '::1', 'x', '999.1.1.1', ''),
    isTrunk: fc.boolean(),
    size: fc.nat(3_000),
    header: fc.constantFrom(
      'X: y',
      'WWW-Authenticate: ',
      'WWW-Authenticate: Digest stale="',
      'Authorization: ,,,',
      'To: <sip:b>;tag',
    ),
  })
  .map(({ isRequest, method, statusCode, isTrunk, header, ...text }) => {
    const headers = header.startsWith('To') ? [] : [header];
    return isRequest
      ? request(method, { ...text, headers }, { isTrunk })
      : answer(statusCode, { ...text, method, headers }, { isTrunk });
  });

it('takes messages in any order, at any time, and never throws', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 60 }), (messages) => {
      const told: DialogObservation[] = [];
      const dialogs = new DialogWatch({ producer: 'hep' }, (one) => told.push(one));
      for (const one of messages) {
        dialogs.take(one);
        dialogs.passTime(one.time);
      }
      dialogs.passTime(START_MS + 200_000);
      expect(told.length).toBeLessThanOrEqual(3 * messages.length);
    }),
    { numRuns: 300 },
  );
});
