import { describe, expect, it } from 'vitest';
import { formatCSeq, parseCSeq } from '../../../src/sip/c-seq.ts';
import { ParseFailure } from '../../../src/sip/parse-failure.ts';

describe('RFC 3261 §20.16: reads number and method', () => {
  it.each([
    ['1 REGISTER', 1, 'REGISTER'],
    ['0 ACK', 0, 'ACK'],
    ['2147483647 INVITE', 2147483647, 'INVITE'],
    ['0009\r\n  OPTIONS ', 9, 'OPTIONS'],
  ])('%j', (text, sequence, method) => {
    expect(parseCSeq(text, 0, text.length)).toEqual({ sequence, method });
  });

  it.each(['', '1', '1 ', 'REGISTER', '1REGISTER', '-1 REGISTER', '2147483648 INVITE', ' 1 ACK'])(
    'refuses %j',
    (text) => {
      expect(parseCSeq(text, 0, text.length)).toEqual(new ParseFailure('bad-cseq', 0));
    },
  );
});

it('formats as it parses', () => {
  expect(formatCSeq({ sequence: 7, method: 'REGISTER' })).toBe('7 REGISTER');
});
