import { expect, it } from 'vitest';
import { directiveSchema, serverFrameSchema } from '../../../src/feed/frames.ts';
import { makeObservation } from '../proxy/make-binding.ts';
import { oneOfEachKind } from '../watch/make-dialog.ts';

it.each([
  { type: 'ban', id: 1, address: '203.0.113.66', untilMs: 1_795_244_400_000 },
  { type: 'ban', id: 1, address: '203.0.113.66', forMs: 1 },
  { type: 'unban', id: 0, address: '2001:db8::66' },
  { type: 'bans', id: 3 },
  { type: 'ping-interval', id: 4, address: '203.0.113.9', ms: 25_000 },
  { type: 'ping-interval', id: 4, address: '203.0.113.9', ms: null },
])('understands %j', (frame) => {
  expect(directiveSchema.safeParse(frame)).toEqual({ success: true, data: frame });
});

it.each([
  null,
  [],
  'ban',
  {},
  { type: 'ban', id: 1, address: '203.0.113.66' },
  { type: 'ban', id: 1, address: '203.0.113.66', untilMs: 1, forMs: 1 },
  { type: 'ban', id: 1, address: '203.0.113.66', forMs: 0 },
  { type: 'ban', id: 1, address: '203.0.113.66', forMs: 1e300 },
  { type: 'ban', id: 1, address: 'x'.repeat(65), forMs: 1 },
  { type: 'ban', id: 1, address: 5, forMs: 1 },
  { type: 'ban', address: '203.0.113.66', forMs: 1 },
  { type: 'unban', id: -1, address: '203.0.113.66' },
  { type: 'unban', id: 1.5, address: '203.0.113.66' },
  { type: 'bans', id: 1, more: true },
  { type: 'ping-interval', id: 1, address: '203.0.113.9', ms: 4_999 },
  { type: 'ping-interval', id: 1, address: '203.0.113.9', ms: 240_001 },
  { type: 'ping-interval', id: 1, address: '203.0.113.9' },
  { type: 'stop', id: 1 },
])('refuses %j', (frame) => {
  expect(directiveSchema.safeParse(frame).success).toBe(false);
});

it.each([
  ['with everything', makeObservation({ binding: 'moved' })],
  ['of a request without credentials', makeObservation({ username: undefined, nonce: undefined })],
  ['of a device and its seconds', makeObservation({ device: '00112233aabbccdd', expires: 3_599 })],
  ['of no device', makeObservation({ device: undefined, expires: undefined })],
])('brings an observation over unchanged, %s', (_, observation) => {
  const line = JSON.stringify({ type: 'observation', seq: 7, observation });

  expect(serverFrameSchema.parse(JSON.parse(line))).toStrictEqual({
    type: 'observation',
    seq: 7,
    observation,
  });
});

it.each(oneOfEachKind.map((dialog) => [dialog.kind, dialog]))(
  'brings what was seen of a dialog over unchanged: %s',
  (_, dialog) => {
    const line = JSON.stringify({ type: 'dialog', seq: 7, dialog });

    expect(serverFrameSchema.parse(JSON.parse(line))).toStrictEqual({
      type: 'dialog',
      seq: 7,
      dialog,
    });
  },
);
