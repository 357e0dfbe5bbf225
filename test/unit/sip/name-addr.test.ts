import { describe, expect, it } from 'vitest';
import { formatNameAddr, parseNameAddr, viewNameAddr } from '../../../src/sip/name-addr.ts';
import { ParseFailure } from '../../../src/sip/parse-failure.ts';
import { expectParsed } from './sip-fixtures.ts';

describe('RFC 3261 §20.10: finds URI and parameters of a value', () => {
  it.each([
    ['<sip:a@b>', 'sip:a@b', []],
    ['<sip:a@b;lr>;tag=1', 'sip:a@b;lr', ['tag']],
    ['"Ann" <sip:a@b> ; tag = 1', 'sip:a@b', ['tag']],
    ['Ann Bee <sip:a@b>;x;y', 'sip:a@b', ['x', 'y']],
    ['"a <sip:no@no>, \\"b\\"" <sip:a@b>', 'sip:a@b', []],
    ['"back\\\\"<sip:a@b>', 'sip:a@b', []],
    ['sip:a@b;tag=1', 'sip:a@b', ['tag']],
    ['  sip:a@b  ', 'sip:a@b', []],
    ['sip:a@b?x=y;tag=1', 'sip:a@b?x=y', ['tag']],
    ['<tel:+15550100;phone-context=x>', 'tel:+15550100;phone-context=x', []],
    ['<sip:a@b>;+sip.instance="<urn:uuid:1;2>";q=1', 'sip:a@b', ['+sip.instance', 'q']],
    ['Zo\xc3\xab <sip:a@b>', 'sip:a@b', []],
  ])('%j', (text, uri, parameters) => {
    const nameAddr = expectParsed(parseNameAddr(text));

    expect(nameAddr.uri).toBe(uri);
    expect(nameAddr.parameters.map(({ name }) => name)).toEqual(parameters);
    expect(formatNameAddr(nameAddr)).toBe(text);
  });
});

describe('refuses what is none, and says where', () => {
  it.each([
    ['', 0],
    ['   ', 0],
    [';tag=1', 0],
    ['<>', 0],
    ['"Ann" <>', 6],
    ['Ann <sip:a@b', 4],
    ['<sip:a@b> junk;tag=1', 9],
    ['<sip:a@b>, <sip:c@d>', 9],
  ])('%j at %i', (text, offset) => {
    expect(parseNameAddr(text)).toEqual(new ParseFailure('bad-name-addr', offset));
  });
});

it('does not look for a bracket behind its end', () => {
  const text = 'sip:a@b, <sip:c@d>';

  expect(viewNameAddr(text, 0, 7)).toEqual({
    start: 0,
    uriStart: 0,
    uriEnd: 7,
    parametersStart: 7,
    end: 7,
  });
});
