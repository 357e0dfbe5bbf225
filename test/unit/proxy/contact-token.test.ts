import { describe, expect, it } from 'vitest';
import { KeyedHash } from '../../../src/base/keyed-hash.ts';
import {
  createDeviceToken,
  formatAsteriskContact,
  formatContactParameters,
  leadsTo,
  readDeviceToken,
} from '../../../src/proxy/contact-token.ts';
import { parseContact } from '../../../src/sip/contact.ts';
import { parseNameAddr } from '../../../src/sip/name-addr.ts';
import { parseUri } from '../../../src/sip/uri.ts';
import { expectParsed } from '../sip/sip-fixtures.ts';

const hash = new KeyedHash('00'.repeat(32));
const asteriskSide = { address: '198.51.100.10', port: 5062 };
const token = '00112233aabbccdd';
const ours = '198.51.100.10:5062;fe=00112233aabbccdd';

function build(uri: string, side = asteriskSide): string {
  return formatAsteriskContact(expectParsed(parseUri(uri)), token, side);
}

it('draws a token of 64 bits in lower-case hex, the same for the same device', () => {
  const made = createDeviceToken(hash, '4001@pbx.example.com', 'call-1');

  expect(made).toMatch(/^[0-9a-f]{16}$/);
  expect(createDeviceToken(hash, '4001@pbx.example.com', 'call-1')).toBe(made);
  expect(createDeviceToken(hash, '4001@pbx.example.com', 'call-2')).not.toBe(made);
});

describe('builds a Contact that leads to farend, with nothing of the phone but its user', () => {
  it.each([
    ['sip:4001@192.168.1.50:5060', `<sip:4001@${ours}>`],
    ['sips:4001@192.168.1.50', `<sip:4001@${ours}>`],
    ['sip:4001@192.168.1.50;transport=tcp;maddr=192.0.2.9;ob?x=y', `<sip:4001@${ours}>`],
    ['sip:192.168.1.50;line=3', `<sip:${ours}>`],
    ['sip:z%C3%B6e@[2001:db8::5]', `<sip:z%C3%B6e@${ours}>`],
    ['sip:+1.5;x=y&z@192.0.2.1', `<sip:+1.5;x=y&z@${ours}>`],
    ['sip:alice@example.com@192.168.1.5', `<sip:alice%40example.com@${ours}>`],
    ['sip:zo\xc3\xab@192.168.1.5', `<sip:zo%c3%ab@${ours}>`],
    ['tel:+15550100', `<sip:${ours}>`],
  ])('%s', (uri, expected) => {
    expect(build(uri)).toBe(expected);
  });

  it('also on IPv6', () => {
    expect(build('sip:4001@192.168.1.50', { address: '2001:db8::10', port: 5062 })).toBe(
      '<sip:4001@[2001:db8::10]:5062;fe=00112233aabbccdd>',
    );
  });

  it.each([1, 100, 206, 207, 208, 1_000])('within 250 characters for a user of %i', (length) => {
    const contact = build(`sip:${'u'.repeat(length)}@192.168.1.50`);

    expect(contact.length - '<>'.length).toBeLessThanOrEqual(250);
    expect(contact).toContain(ours);
  });
});

describe('RFC 5626 §4.1: passes expires, q and +sip.instance on, and nothing else', () => {
  it.each([
    ['<sip:a@b>', undefined, ''],
    ['<sip:a@b>;expires=60', 60, ';expires=60'],
    ['"A" <sip:a@b>;q=0.5;methods="INVITE";reg-id=1', 60, ';expires=60;q=0.5'],
    ['<sip:a@b>;q=2', undefined, ''],
    ['<sip:a@b>;q=1 <sip:c@d>', undefined, ''],
    ['<sip:a@b>;+SIP.instance="<urn:uuid:1>"', 0, ';expires=0;+sip.instance="<urn:uuid:1>"'],
    ['<sip:a@b>;+sip.instance="a\\"b"', undefined, ''],
    ['<sip:a@b>;+sip.instance', undefined, ''],
  ])('%s', (text, expires, expected) => {
    expect(formatContactParameters(expectParsed(parseContact(text)), expires)).toBe(expected);
  });
});

describe('finds the token in a URI that leads to us', () => {
  it.each([
    [`sip:4001@${ours}`, token],
    ['sip:4001@198.51.100.10:5062;transport=udp;FE=00112233aabbccdd;ob', token],
    [`sip:a;fe=ffffffffffffffff@${ours}`, token],
    [`sip:a;fe=ffffffffffffffff;b@${ours}`, token],
    ['sip:a;fe=ffffffffffffffff@198.51.100.10:5062', undefined],
    ['sip:4001@198.51.100.10:5062', undefined],
    ['sip:4001@198.51.100.10:5062;fe=00112233AABBCCDD', undefined],
    ['sip:4001@198.51.100.10:5062;fe=00112233aabbccd', undefined],
    ['sip:4001@198.51.100.10:5062;fe=00112233aabbccdd0', undefined],
    ['sip:4001@198.51.100.10:5062;fe', undefined],
  ])('%s: %s', (uri, expected) => {
    expect(readDeviceToken(uri, 0, uri.length)).toBe(expected);
  });

  it('and reads back what it built, whatever the user', () => {
    for (const user of ['4001', 'a;fe=1', 'a@b', 'zo\xc3\xab', 'x?y=z']) {
      const uri = expectParsed(parseNameAddr(build(`sip:${user}@192.168.1.50`))).uri;

      expect(readDeviceToken(uri, 0, uri.length)).toBe(token);
      expect(leadsTo(expectParsed(parseUri(uri)), asteriskSide)).toBe(true);
    }
  });
});

it.each([
  ['sip:4001@198.51.100.10:5062', true],
  ['sips:198.51.100.10:5062;fe=1', true],
  ['sip:4001@198.51.100.10', false],
  ['sip:4001@198.51.100.11:5062', false],
  ['sip:198.51.100.10:5062@192.0.2.1', false],
  ['tel:198.51.100.10:5062', false],
])('%s leads to us: %j', (uri, expected) => {
  expect(leadsTo(expectParsed(parseUri(uri)), asteriskSide)).toBe(expected);
});

it('knows its own IPv6 address in any spelling, and the usual port where none is written', () => {
  const uri = expectParsed(parseUri('sip:a@[2001:DB8::10]'));

  expect(leadsTo(uri, { address: '2001:db8::10', port: 5060 })).toBe(true);
});
