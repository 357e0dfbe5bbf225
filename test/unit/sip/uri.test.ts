import { describe, expect, it } from 'vitest';
import { ParseFailure } from '../../../src/sip/parse-failure.ts';
import { formatUri, isRequestUri, parseUri } from '../../../src/sip/uri.ts';
import { expectParsed } from './sip-fixtures.ts';

describe('RFC 3261 §19.1: takes a SIP or SIPS URI apart', () => {
  it.each([
    ['sip:example.com', undefined, 'example.com', 0, 0, undefined],
    ['sip:4001@192.0.2.1', '4001', '192.0.2.1', 0, 0, undefined],
    ['SIPS:4001@example.com:5061', '4001', 'example.com', 5061, 0, undefined],
    ['sip:4001:secret@example.com', '4001:secret', 'example.com', 0, 0, undefined],
    ['sip:+1;phone-context=x@example.com;lr', '+1;phone-context=x', 'example.com', 0, 1, undefined],
    ['sip:a?b@example.com', 'a?b', 'example.com', 0, 0, undefined],
    ['sip:a%40b@[2001:db8::1]:5060;x=1;y?s=2', 'a%40b', '[2001:db8::1]', 5060, 2, 's=2'],
    ['sip:example.com?to=a', undefined, 'example.com', 0, 0, 'to=a'],
    ['sip:a@example.com;x?h=a@b', 'a', 'example.com', 0, 1, 'h=a@b'],
    ['sip:a@example.com?', 'a', 'example.com', 0, 0, ''],
    ['sip:a@example.com;', 'a', 'example.com', 0, 1, undefined],
    ['sip:alice@example.com@192.168.1.5', 'alice@example.com', '192.168.1.5', 0, 0, undefined],
    ['sip:\xc3\xa9@example.com', '\xc3\xa9', 'example.com', 0, 0, undefined],
  ])('%j', (text, user, host, port, parameterCount, headers) => {
    const uri = expectParsed(parseUri(text));

    expect(uri).toMatchObject({ kind: 'sip', user, host, port, headers });
    expect('parameters' in uri && uri.parameters.length).toBe(parameterCount);
    expect(formatUri(uri)).toBe(text);
  });
});

it.each(['tel:+15550100;phone-context=example.com', 'urn:service:sos', 'mailto:a@example.com'])(
  'keeps a URI of another scheme as it is: %s',
  (text) => {
    const uri = expectParsed(parseUri(text));

    expect(uri.kind).toBe('opaque');
    expect(formatUri(uri)).toBe(text);
  },
);

describe('refuses what is no URI, and says where', () => {
  it.each([
    ['', 0],
    ['4001', 0],
    [':4001', 0],
    ['1sip:a@b', 0],
    ['s ip:a@b', 0],
    ['sip:', 4],
    ['sip:@example.com', 5],
    ['sip:4001@', 9],
    ['sip:4001@:5060', 9],
    ['sip:a b@example.com', 5],
    ['sip:a@example.com\r\nTo: x', 17],
    ['sip:a@exa\u0000mple.com', 9],
    ['sip:a@example.com>', 17],
    ['sip:"a"@example.com', 4],
    ['sip:a@example.com:0', 6],
    ['sip:a@example.com:65536', 6],
    ['sip:a@example.com:50a', 6],
    ['sip:a@[2001:db8::1', 6],
    ['sip:a@[]', 6],
    ['sip:a@exa,mple.com', 6],
    ['sip:a@\xc3\xa9.example.com', 6],
  ])('%j at %i', (text, offset) => {
    expect(parseUri(text)).toEqual(new ParseFailure('bad-uri', offset));
  });
});

describe('RFC 3261 §19.1.1: tells what may be a Request-URI', () => {
  it.each([
    ['sip:example.com', true],
    ['sips:4001@[2001:db8::1]:5061;transport=tls', true],
    ['sip:a?b;c/,:d@example.com', true],
    ['sip:*97@pbx_1:5060;lr', true],
    ['tel:+15550100', true],
    ['urn:service:sos?x', true],
    ['', false],
    ['4001', false],
    [':4001', false],
    ['<sip:4001@example.com>', false],
    ['sip:4001@example.com>', false],
    ['sip:4001@', false],
    ['sip:a\tb@example.com', false],
    ['sip:"a"@example.com', false],
    ['sip:2001:db8::1', false],
    ['sip:4001@example.com:0', false],
    ['sip:4001@example.com?Route=%3Csip:a%3E', false],
    ['sip:4001@example.com;lr?Replaces=a', false],
  ])('%j: %s', (text, expected) => {
    const line = `INVITE ${text} SIP/2.0\r\nTo: <sip:x@example.com?a>\r\n`;

    expect(isRequestUri(line, 7, 7 + text.length)).toBe(expected);
  });
});
