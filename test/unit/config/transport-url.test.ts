import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Complaint } from '../../../src/config/complaint.ts';
import { formatTransportUrl, parseTransportUrl } from '../../../src/config/transport-url.ts';

const rules = { defaultPort: 5060, wildcard: true };

it.each([
  ['udp://0.0.0.0:5060', '0.0.0.0', 5060],
  ['udp://192.0.2.10', '192.0.2.10', 5060],
  ['UDP://192.0.2.10:5080', '192.0.2.10', 5080],
  ['udp://[2001:DB8:0::1]:5061', '2001:db8::1', 5061],
  ['udp://[::]', '::', 5060],
])('reads %s', (url, address, port) => {
  expect(parseTransportUrl(url, rules)).toEqual({ transport: 'udp', address, port });
});

it.each([
  ['udp://pbx.example.com:5060', 'is a host name', 'write its IP address'],
  ['192.0.2.10:5060', 'has no transport', 'write udp://192.0.2.10:5060'],
  ['pbx.example.com', 'has no transport', 'write udp://pbx.example.com'],
  ['sip:100@192.0.2.10:5080', 'has no transport', 'write udp://192.0.2.10:5080'],
  ['tcp://192.0.2.10:5060', 'UDP only in this version', 'write udp://192.0.2.10:5060'],
  ['tls://192.0.2.10:5061', 'UDP only in this version', 'write udp://192.0.2.10:5061'],
  ['http://192.0.2.10:5060', 'is not a transport', 'write udp://192.0.2.10:5060'],
  ['udp://2001:db8::1', 'without brackets', "'[2001:db8::1]'"],
  ['udp://192.0.2.10:0', 'is not a port', '1 to 65535'],
  ['udp://192.0.2.10:65536', 'is not a port', '1 to 65535'],
  ['udp://192.0.2.10:5e3', 'is not a port', '1 to 65535'],
  ['udp://192.0.2.10:', 'is not a port', '1 to 65535'],
  ['udp://192.0.2.300:5060', 'is not an IP address', 'such as 192.0.2.10'],
  ['udp://192.0.2.10:5060/x', 'more than an address', 'udp://ADDRESS:PORT'],
  ['udp://192.0.2.10;transport=udp', 'more than an address', 'udp://ADDRESS:PORT'],
  ['udp://[fe80::1%eth0]:5060', 'names an interface', 'without %'],
  ['udp://[::ffff:192.0.2.1]:5060', 'IPv4 written as IPv6', 'IPv4 address alone'],
  ['udp://[192.0.2.1]x', 'is not an address', 'ADDRESS:PORT'],
  ['udp://', 'is not an address', 'ADDRESS:PORT'],
  ['', 'has no transport', 'udp://ADDRESS:PORT'],
])('refuses %j', (url, what, cure) => {
  const complaint = parseTransportUrl(url, rules);

  expect(complaint).toBeInstanceOf(Complaint);
  expect(complaint).toMatchObject({
    what: expect.stringContaining(what),
    cure: expect.stringContaining(cure),
  });
});

it('refuses every address where one is wanted', () => {
  const complaint = parseTransportUrl('udp://0.0.0.0:5062', { ...rules, wildcard: false });

  expect(complaint).toMatchObject({ what: expect.stringContaining('stands for every address') });
});

it('reads back what it wrote', () => {
  const anyPort = fc.integer({ min: 1, max: 65_535 });

  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), anyPort, (address, port) => {
      const host = address.includes(':') ? `[${address}]` : address;
      const parsed = parseTransportUrl(`udp://${host}:${port}`, rules);
      if (parsed instanceof Complaint) return /ffff/i.test(address);
      return (
        JSON.stringify(parseTransportUrl(formatTransportUrl(parsed), rules)) ===
        JSON.stringify(parsed)
      );
    }),
  );
});
