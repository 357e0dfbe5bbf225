import { describe, expect, it } from 'vitest';
import { ParseFailure } from '../../../src/sip/parse-failure.ts';
import { parseStartLine } from '../../../src/sip/start-line.ts';

it.each([
  ['REGISTER sip:a SIP/2.0', 'REGISTER', 9, 14],
  ['x-new sip:a sip/2.0', 'x-new', 6, 11],
])('RFC 3261 §7.1: reads the request line %j', (text, method, uriStart, uriEnd) => {
  expect(parseStartLine(text, 0, text.length)).toEqual({
    kind: 'request',
    method,
    uriStart,
    uriEnd,
  });
});

it.each([
  ['SIP/2.0 200 OK', 200, 12],
  ['sip/2.0 699 ', 699, 12],
  ['SIP/2.0 100', 100, 11],
  ['SIP/2.0 183 Session: progress', 183, 12],
])('RFC 3261 §7.2: reads the status line %j', (text, statusCode, reasonStart) => {
  expect(parseStartLine(text, 0, text.length)).toEqual({
    kind: 'response',
    statusCode,
    reasonStart,
  });
});

describe('refuses the rest, and says where and with which status', () => {
  it.each([
    ['', 'no-start-line', 0, 0],
    ['REGISTER', 'no-start-line', 0, 0],
    [' REGISTER sip:a SIP/2.0', 'no-start-line', 0, 0],
    ['REG(STER sip:a SIP/2.0', 'no-start-line', 3, 0],
    ['REGISTER sip:a', 'bad-start-line', 8, 400],
    ['REGISTER  sip:a SIP/2.0', 'bad-start-line', 8, 400],
    ['REGISTER sip:a SIP/2.0 ', 'bad-start-line', 15, 400],
    ['REGISTER sip:a SIP/2.01', 'bad-start-line', 15, 400],
    ['REGISTER sip:a SIP/7.0', 'unsupported-version', 15, 505],
    ['GET / HTTP/1.1', 'bad-start-line', 6, 400],
    ['SIP/2.0 99 x', 'bad-start-line', 0, 0],
    ['SIP/2.0 700 x', 'bad-start-line', 0, 0],
    ['SIP/2.0 2000 x', 'bad-start-line', 11, 0],
    ['SIP/2.0 20', 'bad-start-line', 0, 0],
  ] as const)('%j', (text, code, offset, statusCode) => {
    expect(parseStartLine(text, 0, text.length)).toEqual(
      new ParseFailure(code, offset, statusCode),
    );
  });
});
