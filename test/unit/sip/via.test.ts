import { describe, expect, it } from 'vitest';
import { ParseFailure } from '../../../src/sip/parse-failure.ts';
import {
  formatVia,
  offersRport,
  parseVia,
  readBranch,
  stampVia,
  type ViaView,
  viewVia,
} from '../../../src/sip/via.ts';
import { expectParsed } from './sip-fixtures.ts';

function view(text: string): ViaView {
  return expectParsed(viewVia(text, 0, text.length));
}

describe('RFC 3261 §20.42: reads transport, sent-by and branch', () => {
  it.each([
    ['SIP/2.0/UDP 192.0.2.1', 'UDP', '192.0.2.1', 0, ''],
    ['SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa', 'UDP', '192.0.2.1', 5060, 'z9hG4bKa'],
    ['SIP/2.0/TLS phone.example.com:5061;BRANCH=b;rport', 'TLS', 'phone.example.com', 5061, 'b'],
    ['SIP/2.0/UDP [2001:db8::1]:65535;branch=c', 'UDP', '[2001:db8::1]', 65535, 'c'],
    ['SIP/2.0/UDP [2001:db8::1]', 'UDP', '[2001:db8::1]', 0, ''],
    ['SIP / 2.0 / UDP  host_with_line : 5060 ; branch = d ', 'UDP', 'host_with_line', 5060, 'd'],
    ['SIP/2.0/UDP\r\n 192.0.2.1;branch=\r\n e', 'UDP', '192.0.2.1', 0, 'e'],
    ['sip/2.0/udp 192.0.2.1;branch', 'udp', '192.0.2.1', 0, ''],
    ['SIP/2.0/UDP 192.0.2.1;x=";branch=no";branch=yes', 'UDP', '192.0.2.1', 0, 'yes'],
    [
      'SIP/2.0/UDP 192.0.2.1;branch=one, SIP/2.0/TCP other;branch=two',
      'UDP',
      '192.0.2.1',
      0,
      'one',
    ],
  ])('%j', (text, transport, host, port, branch) => {
    const via = view(text);

    expect(via.transport).toBe(transport);
    expect(via.sentBy).toEqual({ host, port });
    expect(readBranch(text, via)).toBe(branch);
  });
});

describe('refuses what is no Via', () => {
  it.each([
    '',
    'SIP',
    'SIP/2.0',
    'SIP/2.0/',
    'SIP/2.0/UDP',
    'SIP/2.0/UDP ',
    'SIP/2.0/UDP ;branch=a',
    'SIP/2.0/ 192.0.2.1',
    'SIP/2.0/UDP 192.0.2.1:',
    'SIP/2.0/UDP 192.0.2.1:0',
    'SIP/2.0/UDP 192.0.2.1:65536',
    'SIP/2.0/UDP 192.0.2.1:5060x',
    'SIP/2.0/UDP 192.0.2.1 192.0.2.2',
    'SIP/2.0/UDP [2001:db8::1',
    'SIP/2.0/UDP [];branch=a',
    'SIP/2.0/UDP [host]',
    'SIP/2.0/UDP "host"',
  ])('%j', (text) => {
    expect(viewVia(text, 0, text.length)).toEqual(new ParseFailure('bad-via', 0));
    expect(parseVia(text)).toEqual(new ParseFailure('bad-via', 0));
  });

  it('and does not look for its parts in the headers around it', () => {
    const text = 'a/b/c d;Via: SIP;a/b/c d';

    expect(viewVia(text, 13, 16)).toEqual(new ParseFailure('bad-via', 13));
    expect(viewVia('OPTIONS a:5;x SIP', 14, 17)).toEqual(new ParseFailure('bad-via', 14));
  });
});

describe('ends a value before the white space and the comma that follow', () => {
  it.each([
    ['SIP/2.0/UDP a , SIP/2.0/UDP b', 'SIP/2.0/UDP a'],
    ['SIP/2.0/UDP a;x=1 \r\n , SIP/2.0/UDP b', 'SIP/2.0/UDP a;x=1'],
    ['SIP/2.0/UDP a;x="1,2" ,SIP/2.0/UDP b', 'SIP/2.0/UDP a;x="1,2"'],
    ['SIP/2.0/UDP a  ', 'SIP/2.0/UDP a'],
  ])('%j', (text, value) => {
    const via = view(text);

    expect(text.slice(via.start, via.end)).toBe(value);
    expect(via.parametersStart).toBeLessThanOrEqual(via.end);
  });
});

describe('RFC 3581 §3: tells whether the phone offers rport', () => {
  it.each([
    ['SIP/2.0/UDP a;rport', true],
    ['SIP/2.0/UDP a;RPort', true],
    ['SIP/2.0/UDP a; rport ;branch=b', true],
    ['SIP/2.0/UDP a;rport=', true],
    ['SIP/2.0/UDP a;rport=5060', true],
    ['SIP/2.0/UDP a', false],
    ['SIP/2.0/UDP a;rports', false],
    ['SIP/2.0/UDP a;xrport', false],
    ['SIP/2.0/UDP a;x="a;rport"', false],
    ['SIP/2.0/UDP a, SIP/2.0/UDP b;rport', false],
  ])('%j: %j', (text, offered) => {
    expect(offersRport(view(text))).toBe(offered);
  });
});

const stamped = ';received=203.0.113.5;rport=40112';

describe('RFC 3581 §4: puts exactly one received and one rport after it, on one line', () => {
  it.each([
    ['SIP/2.0/UDP a', `SIP/2.0/UDP a${stamped}`],
    ['SIP/2.0/UDP a ', `SIP/2.0/UDP a${stamped}`],
    ['SIP/2.0/UDP a;branch=b', `SIP/2.0/UDP a;branch=b${stamped}`],
    ['SIP/2.0/UDP a;rport', `SIP/2.0/UDP a${stamped}`],
    ['SIP/2.0/UDP a;rport;branch=b', `SIP/2.0/UDP a${stamped};branch=b`],
    ['SIP/2.0/UDP a;branch=b;rport', `SIP/2.0/UDP a;branch=b${stamped}`],
    ['SIP/2.0/UDP a;x;rport;branch=b', `SIP/2.0/UDP a;x${stamped};branch=b`],
    ['SIP/2.0/UDP a;rport=1;branch=b', `SIP/2.0/UDP a${stamped};branch=b`],
    ['SIP/2.0/UDP a;received=c;branch=b', `SIP/2.0/UDP a;branch=b${stamped}`],
    ['SIP/2.0/UDP a;branch=b;received=c', `SIP/2.0/UDP a;branch=b${stamped}`],
    ['SIP/2.0/UDP a;received=c;rport;branch=b', `SIP/2.0/UDP a${stamped};branch=b`],
    ['SIP/2.0/UDP a;rport=9;branch=b;received=c', `SIP/2.0/UDP a${stamped};branch=b`],
    ['SIP/2.0/UDP a;received=c;branch=b;rport=9;x', `SIP/2.0/UDP a;branch=b${stamped};x`],
    ['SIP/2.0/UDP a;rport;rport;branch=b', `SIP/2.0/UDP a;branch=b${stamped}`],
    ['SIP/2.0/UDP a;rport=1;x;RPORT=2;received=c', `SIP/2.0/UDP a;x${stamped}`],
    ['SIP/2.0/UDP a;received=c;Received=d;branch=b', `SIP/2.0/UDP a;branch=b${stamped}`],
    ['SIP/2.0/UDP a ; rport ; branch=b', `SIP/2.0/UDP a ${stamped} ; branch=b`],
    ['SIP/2.0/UDP a;branch=b\r\n ;rport\r\n\t;x', `SIP/2.0/UDP a;branch=b ${stamped} ;x`],
    ['SIP/2.0/UDP a;x="rport;received=1"', `SIP/2.0/UDP a;x="rport;received=1"${stamped}`],
    ['SIP/2.0/UDP a;rport, SIP/2.0/UDP b;rport', `SIP/2.0/UDP a${stamped}`],
    ['SIP/2.0/UDP [2001:db8::1]:5060;rport', `SIP/2.0/UDP [2001:db8::1]:5060${stamped}`],
  ])('%j', (text, expected) => {
    const result = stampVia(text, view(text), '203.0.113.5', 40112);

    expect(result).toBe(expected);
    const again = view(result);
    expect(result.slice(again.received.valueStart, again.received.end)).toBe('203.0.113.5');
    expect(result.slice(again.rport.valueStart, again.rport.end)).toBe('40112');
    expect(again.rport.start).toBe(again.received.end);
    expect(again.isAmbiguous).toBe(false);
  });
});

describe('RFC 3261 §18.2.1: without a port only received is put in, and no rport is left', () => {
  it.each([
    ['SIP/2.0/UDP a;branch=b', 'SIP/2.0/UDP a;branch=b;received=203.0.113.5'],
    ['SIP/2.0/UDP a;rport=9;branch=b', 'SIP/2.0/UDP a;received=203.0.113.5;branch=b'],
    ['SIP/2.0/UDP a;rport=9;received=c', 'SIP/2.0/UDP a;received=203.0.113.5'],
    ['SIP/2.0/UDP a;received=c;branch=b', 'SIP/2.0/UDP a;branch=b;received=203.0.113.5'],
    ['SIP/2.0/UDP a;rport;rport', 'SIP/2.0/UDP a;received=203.0.113.5'],
  ])('%j', (text, expected) => {
    expect(stampVia(text, view(text), '203.0.113.5', 0)).toBe(expected);
  });
});

it('stamps a value in the middle of a message and reads nothing around it', () => {
  const text = 'Via: SIP/2.0/UDP a;rport;branch=b, SIP/2.0/UDP c\r\nX: ;received=d';
  const via = expectParsed(viewVia(text, 5, text.indexOf('\r\n')));

  expect(stampVia(text, via, '[2001:db8::5]', 9)).toBe(
    'SIP/2.0/UDP a;received=[2001:db8::5];rport=9;branch=b',
  );
});

it('takes one value apart and puts it together as it was', () => {
  const text = 'SIP / 2.0/UDP a : 5060 ; branch = b;rport ;x="1;2"';
  const via = expectParsed(parseVia(text));

  expect(via.before).toBe('SIP / 2.0/UDP a : 5060 ');
  expect(via.parameters.map(({ name, value }) => [name, value])).toEqual([
    ['branch', 'b'],
    ['rport', undefined],
    ['x', '"1;2"'],
  ]);
  expect(formatVia(via)).toBe(text);
});
