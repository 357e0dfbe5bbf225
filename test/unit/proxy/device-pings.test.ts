import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { KeyedHash } from '../../../src/base/keyed-hash.ts';
import { DevicePings } from '../../../src/proxy/device-pings.ts';
import { DeviceSide } from '../../../src/proxy/device-side.ts';
import { makeBinding, RecordedSocket, type SentDatagram } from './make-binding.ts';

const phone = { address: '203.0.113.5', port: 40112 };

let sent: SentDatagram[];
let pings: DevicePings;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  sent = [];
  const side = new DeviceSide((address) => new RecordedSocket(address, sent));
  await side.adjust([{ address: '198.51.100.10', port: 5060 }]);
  pings = new DevicePings(new KeyedHash('00'.repeat(32)), side);
});

afterEach(() => {
  vi.useRealTimers();
});

function pingId(): string {
  return /branch=z9hG4bKp([0-9a-f]{16});/.exec(sent[0]?.text ?? '')?.[1] ?? '';
}

it('asks by the flow, with the phone’s own Contact', () => {
  void pings.ask(makeBinding());
  vi.advanceTimersByTime(0);

  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ from: '198.51.100.10:5060', to: '203.0.113.5:40112' });
  expect(sent[0]?.text).toMatch(
    /^OPTIONS sip:4001@192\.168\.1\.50:5060 SIP\/2\.0\r\nVia: SIP\/2\.0\/UDP 198\.51\.100\.10:5060;/,
  );
});

it('asks three times and gives up after two seconds', async () => {
  const answer = pings.ask(makeBinding());

  vi.advanceTimersByTime(1_999);
  expect(sent).toHaveLength(3);
  vi.advanceTimersByTime(1);

  await expect(answer).resolves.toBe(false);
});

it('is answered by the address that was asked, and asks no more', async () => {
  const answer = pings.ask(makeBinding());
  vi.advanceTimersByTime(0);

  expect(pings.onAnswer(pingId(), phone)).toBe(true);

  await expect(answer).resolves.toBe(true);
  vi.advanceTimersByTime(2_000);
  expect(sent).toHaveLength(1);
  expect(pings.onAnswer(pingId(), phone)).toBe(false);
});

it('believes no answer from elsewhere and none to a question that it did not ask', async () => {
  const answer = pings.ask(makeBinding());
  vi.advanceTimersByTime(0);

  expect(pings.onAnswer(pingId(), { ...phone, port: 1 })).toBe(false);
  expect(pings.onAnswer(pingId(), { ...phone, address: '192.0.2.66' })).toBe(false);
  expect(pings.onAnswer('ffffffffffffffff', phone)).toBe(false);

  vi.advanceTimersByTime(2_000);
  await expect(answer).resolves.toBe(false);
});

it('asks a device once for all that want to know within five seconds', () => {
  const first = pings.ask(makeBinding());

  expect(pings.ask(makeBinding())).toBe(first);
  vi.advanceTimersByTime(5_000);
  expect(pings.ask(makeBinding())).not.toBe(first);
});

it('holds a request once', () => {
  expect(pings.hold('request')).toBe(true);
  expect(pings.hold('request')).toBe(false);
  pings.release('request');
  expect(pings.hold('request')).toBe(true);
});

it('is full when a thousand requests wait', () => {
  for (let i = 0; i < 999; i += 1) pings.hold(String(i));
  expect(pings.isFull).toBe(false);
  pings.hold('one more');
  expect(pings.isFull).toBe(true);
});
