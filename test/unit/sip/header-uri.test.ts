import { describe, expect, it } from 'vitest';
import { headerName } from '../../../src/sip/header-name.ts';
import { readHeaderUri, readValueUri } from '../../../src/sip/header-uri.ts';
import { makeMessage } from './sip-fixtures.ts';

describe('RFC 3261 §20.10: the URI of a value, with the place where it stands', () => {
  it.each([
    ['<sip:4001@192.0.2.1:5060;ob>;expires=60', 'sip:4001@192.0.2.1:5060;ob', 5060],
    ['sip:4001@192.0.2.1;expires=60', 'sip:4001@192.0.2.1', 0],
    ['"sip:no, <sip:no>" <sips:yes@192.0.2.1>', 'sips:yes@192.0.2.1', 0],
    ['Desk < sip:x>', undefined, 0],
    ['<tel:+44123>', undefined, 0],
    ['<sip:>', undefined, 0],
    ['<sip:4001@192.0.2.1', undefined, 0],
    ['*', undefined, 0],
    ['', undefined, 0],
  ])('%j', (value, expected, port) => {
    const text = `before ${value} after`;
    const start = 'before '.length;

    const found = readValueUri(text, start, start + value.length);

    expect(found && text.slice(found.start, found.end)).toBe(expected);
    expect(found?.uri.port ?? 0).toBe(port);
  });
});

describe('a header has the URI of its first value', () => {
  it.each([
    [['Contact: <sip:a@192.0.2.1>, <sip:b@192.0.2.1>'], 'a'],
    [['To: <sip:x@192.0.2.1>', 'm: <sip:c@192.0.2.1>', 'Contact: <sip:d@192.0.2.1>'], 'c'],
    [['Contact:\r\n <sip:e@192.0.2.1>'], 'e'],
    [['Contact: <tel:+44123>, <sip:f@192.0.2.1>'], undefined],
    [['Contact:'], undefined],
    [['To: <sip:x@192.0.2.1>'], undefined],
  ])('%j', (lines, user) => {
    expect(readHeaderUri(makeMessage(...lines), headerName.contact)?.uri.user).toBe(user);
  });
});
