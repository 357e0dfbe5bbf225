import { describe, expect, it } from 'vitest';
import { removePassword, removePasswords } from '../../../src/sip/uri-password.ts';

describe('RFC 3261 §19.1.1: a URI is shown without its password', () => {
  it.each([
    ['sip:4001:geheim@192.0.2.1:5060;ob', 'sip:4001@192.0.2.1:5060;ob'],
    ['SIPS:4001:geheim@[2001:db8::1]:5061', 'SIPS:4001@[2001:db8::1]:5061'],
    ['sip:4001:@192.0.2.1', 'sip:4001@192.0.2.1'],
    ['sip:4001:a:b@192.0.2.1', 'sip:4001@192.0.2.1'],
    ['sip:4001:a;b?c&d@192.0.2.1', 'sip:4001@192.0.2.1'],
    ['sip:4001:a@b@192.0.2.1', 'sip:4001@192.0.2.1'],
    ['sip:4001:geheim@192.0.2.1?subject=a@b', 'sip:4001@192.0.2.1?subject=a@b'],
    ['sip:4001@192.0.2.1:5060', 'sip:4001@192.0.2.1:5060'],
    ['sip:192.0.2.1:5060', 'sip:192.0.2.1:5060'],
    ['sip:[2001:db8::1]:5060', 'sip:[2001:db8::1]:5060'],
    ['tel:+49:30@nowhere', 'tel:+49:30@nowhere'],
    ['', ''],
  ])('%s', (uri, shown) => {
    expect(removePassword(uri)).toBe(shown);
  });
});

describe('values of a Contact are shown without passwords', () => {
  it.each([
    ['<sip:4001:geheim@192.0.2.1>;expires=60', '<sip:4001@192.0.2.1>;expires=60'],
    ['"sip:x: @" <sip:4001:a;b@192.0.2.1>', '"sip:x: @" <sip:4001@192.0.2.1>'],
    ['sip:4001:geheim@192.0.2.1;expires=60', 'sip:4001@192.0.2.1;expires=60'],
    ['sip:a:geheim@192.0.2.1,sip:b:geheim@192.0.2.2', 'sip:a@192.0.2.1,sip:b@192.0.2.2'],
    ['<sip:a:geheim@192.0.2.1>, <sip:b:geheim@192.0.2.2>', '<sip:a@192.0.2.1>, <sip:b@192.0.2.2>'],
    ['sip:a:geheim@192.0.2.1, <sip:b:geheim@192.0.2.2>', 'sip:a@192.0.2.1, <sip:b@192.0.2.2>'],
    ['<sip:4001:geheim@192.0.2.1', '<sip:4001@192.0.2.1'],
    ['<sip:4001@192.0.2.1:5060>', '<sip:4001@192.0.2.1:5060>'],
    ['<sip:192.0.2.1:5060>;x="a:b@c"', '<sip:192.0.2.1:5060>;x="a:b@c"'],
    [
      '<sip:4001@192.0.2.1>;+sip.instance="<urn:uuid:1>"',
      '<sip:4001@192.0.2.1>;+sip.instance="<urn:uuid:1>"',
    ],
    ['*', '*'],
    ['', ''],
  ])('%s', (values, shown) => {
    expect(removePasswords(values)).toBe(shown);
  });
});
