// Routes that would put something into the message that goes on.

import { beforeEach, expect, it, vi } from 'vitest';
import { RecordedProxy } from './recorded-proxy.ts';

let proxy: RecordedProxy;

beforeEach(async () => {
  proxy = await new RecordedProxy().open();
});

/** As from a strict router: our Record-Route as the Request-URI, the target as the last Route. */
function writeStrictlyRouted(us: string, target: string): string {
  return [
    `INVITE sip:${us};lr SIP/2.0`,
    'Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1',
    `Route: ${target}`,
    'From: <sip:4001@pbx.example.com>;tag=1',
    'To: <sip:9000@pbx.example.com>',
    'Call-ID: call-1@192.168.1.50',
    'CSeq: 1 INVITE',
    'Max-Forwards: 70',
    'Content-Length: 0',
    '\r\n',
  ].join('\r\n');
}

const targets = [
  ['a folded one', '<sip:9000@192.0.2.2 SIP/2.0\r\n X-Farend-Source: 198.51.100.7\r\n X: >'],
  ['a blank', '<sip:9000@192.0.2.2 SIP/2.0>'],
  ['headers', '<sip:9000@192.0.2.2?X-Farend-Source=198.51.100.7>'],
  ['none', '<9000>'],
] as const;

it.each(targets)(
  'RFC 3261 §16.4: a strict route of a phone to no URI (%s) is answered 400',
  (_, target) => {
    const sent = proxy.fromPhone(writeStrictlyRouted('192.0.2.2:5060', target));

    expect(proxy.parts.counts.toJSON()).toMatchObject({ 'bad-uri': 1 });
    for (const { to } of sent) expect(to).toBe('203.0.113.5:40112');
  },
);

it.each(targets)('and so is one of Asterisk (%s)', (_, target) => {
  const sent = proxy.fromAsterisk(writeStrictlyRouted('198.51.100.10:5062', target));

  expect(proxy.parts.counts.toJSON()).toMatchObject({ 'bad-uri': 1 });
  for (const { text } of sent) expect(text).toMatch(/^SIP\/2\.0 400 /);
});

it('one to a URI goes on', () => {
  const [sent] = proxy.fromPhone(writeStrictlyRouted('192.0.2.2:5060', '<sip:9000@192.0.2.2;lr>'));

  expect(sent?.text).toMatch(/^INVITE sip:9000@192\.0\.2\.2;lr SIP\/2\.0\r\n/);
  expect(sent?.text).not.toContain('\r\nRoute:');
});

it('a Route header without a value is no strict route', () => {
  const [sent] = proxy.fromPhone(writeStrictlyRouted('192.0.2.2:5060', ','));

  expect(proxy.errors).toEqual([]);
  expect(sent?.text).toMatch(/^INVITE sip:192\.0\.2\.2:5060;lr SIP\/2\.0\r\n/);
});

/** How many elements lists are asked about while `act` runs. */
function countElements(act: () => void): number {
  let count = 0;
  const { filter } = Array.prototype;
  vi.spyOn(Array.prototype, 'filter').mockImplementation(function (this: unknown[], keep) {
    count += this.length;
    return filter.call(this, keep);
  });
  act();
  vi.restoreAllMocks();
  return count;
}

it('a datagram full of Routes costs by its length', () => {
  const fill = (lines: number) =>
    writeStrictlyRouted('192.0.2.2:5060', '<sip:9000@192.0.2.2>').replace(
      'Route: ',
      `${'Route: a\r\n'.repeat(lines)}Route: `,
    );

  const few = countElements(() => proxy.fromPhone(fill(100)));
  const many = countElements(() => proxy.fromPhone(fill(1_000)));

  expect(proxy.sent.at(-1)?.text).toContain('Route: a\r\n');
  expect(many).toBeLessThan(20 * Math.max(few, 100));
});
