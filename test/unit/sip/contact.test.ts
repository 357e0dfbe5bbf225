import { describe, expect, it } from 'vitest';
import {
  createTemplate,
  formatContact,
  isStar,
  parseContact,
  parseExpires,
} from '../../../src/sip/contact.ts';
import { ParseFailure } from '../../../src/sip/parse-failure.ts';
import { expectParsed } from './sip-fixtures.ts';

describe('RFC 3261 §20.10: reads expires, q and the instance of a Contact', () => {
  it.each([
    ['<sip:a@b>', undefined, undefined, undefined],
    ['<sip:a@b>;expires=60', 60, undefined, undefined],
    ['<sip:a@b>;Expires=0;Q=0.5', 0, '0.5', undefined],
    ['<sip:a@b;expires=5>', undefined, undefined, undefined],
    ['sip:a@b;expires=5', 5, undefined, undefined],
    ['<sip:a@b>;expires', undefined, undefined, undefined],
    ['<sip:a@b>;expires=4294967295', 4294967295, undefined, undefined],
    ['<sip:a@b>;expires=4294967296', undefined, undefined, undefined],
    ['<sip:a@b>;expires="60"', undefined, undefined, undefined],
    ['<sip:a@b>;expires=-1', undefined, undefined, undefined],
    ['<sip:a@b>;+sip.instance="<urn:uuid:1>"', undefined, undefined, '<urn:uuid:1>'],
    ['<sip:a@b>;+SIP.Instance="a\\"b"', undefined, undefined, 'a"b'],
  ])('%j', (text, expires, q, instanceId) => {
    const contact = expectParsed(parseContact(text));

    expect(contact).toMatchObject({ text, expires, q, instanceId });
    expect(formatContact(contact)).toBe(text);
  });
});

it.each([
  ['', 'bad-name-addr'],
  ['<sip:>', 'bad-uri'],
  ['*', 'bad-uri'],
  ['<sip:a@b>x', 'bad-name-addr'],
  ['"a" sip:a@b', 'bad-uri'],
] as const)('refuses %j with %s', (text, code) => {
  const failure = parseContact(text);

  expect(failure).toBeInstanceOf(ParseFailure);
  expect((failure as ParseFailure).code).toBe(code);
});

it.each([
  [undefined, undefined],
  ['', undefined],
  ['0', 0],
  ['3600', 3600],
  ['3600 ', undefined],
  ['4294967296', undefined],
  ['1e3', undefined],
])('RFC 3261 §20.19: reads delta-seconds from %j: %j', (text, seconds) => {
  expect(parseExpires(text)).toBe(seconds);
});

it('RFC 3261 §10.2.2: knows the star, and only the star', () => {
  expect(isStar('*')).toBe(true);
  expect(['', '**', '<*>', '* '].some(isStar)).toBe(false);
});

describe('cuts a value where its expiry goes, and changes no other byte', () => {
  it.each([
    ['<sip:a@b>', '<sip:a@b>;expires=77'],
    ['<sip:a@b>;expires=60', '<sip:a@b>;expires=77'],
    ['"A, b" <sip:a@b;x=1> ;q=0.1 ; EXPIRES = 60;y', '"A, b" <sip:a@b;x=1> ;q=0.1 ;expires=77;y'],
    ['sip:a@b;expires', 'sip:a@b;expires=77'],
  ])('%j', (text, expected) => {
    const { before, after } = createTemplate(expectParsed(parseContact(text)));

    expect(before + 77 + after).toBe(expected);
  });
});
