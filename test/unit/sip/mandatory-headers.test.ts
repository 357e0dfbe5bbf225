import { describe, expect, it } from 'vitest';
import {
  findMandatoryLines,
  type MandatoryHeaders,
  readMandatoryHeaders,
} from '../../../src/sip/mandatory-headers.ts';
import type { MessageView } from '../../../src/sip/message-view.ts';
import { ParseFailure } from '../../../src/sip/parse-failure.ts';
import { expectParsed, makeMessage, readMessage, toBytes } from './sip-fixtures.ts';

const minimal = [
  'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa',
  'From: <sip:a@example.com>;tag=1',
  'To: <sip:b@example.com>',
  'Call-ID: 1@192.0.2.1',
  'CSeq: 1 OPTIONS',
];

function read(view: MessageView): MandatoryHeaders | ParseFailure {
  return readMandatoryHeaders(view, expectParsed(findMandatoryLines(view)));
}

it('RFC 3261 §8.1.1: finds the headers that every request has, in any order', () => {
  const headers = expectParsed(read(makeMessage('Subject: x', ...minimal.toReversed())));

  const { lines, cSeq, maxForwards } = headers;
  expect(cSeq).toEqual({ sequence: 1, method: 'OPTIONS' });
  expect(maxForwards).toBe(-1);
  expect(lines).toMatchObject({ viaLine: 5, fromLine: 4, toLine: 3, callIdLine: 2, cSeqLine: 1 });
  expect(lines).toMatchObject({ maxForwardsLine: -1, contentLengthLine: -1 });
});

describe('fails when one of them is missing', () => {
  it.each(minimal)('%s', (missing) => {
    const view = makeMessage(...minimal.filter((line) => line !== missing));

    expect(findMandatoryLines(view)).toEqual(new ParseFailure('missing-header', view.headersEnd));
  });
});

describe('RFC 3261 §16.3 step 3: reads Max-Forwards from 0 to 255', () => {
  it.each([
    ['0', 0],
    ['70', 70],
    ['255 ', 255],
    ['0068', 68],
    ['256', 'bad-max-forwards'],
    ['', 'bad-max-forwards'],
    ['-1', 'bad-max-forwards'],
    ['7o', 'bad-max-forwards'],
  ])('%j', (value, expected) => {
    const headers = read(makeMessage(...minimal, `Max-Forwards: ${value}`));

    expect(headers instanceof ParseFailure ? headers.code : headers.maxForwards).toBe(expected);
  });
});

describe('RFC 3261 §18.3: cuts the body at Content-Length', () => {
  it.each([
    ['Content-Length: 4', 'body', 4],
    ['Content-Length: 4', 'body and more', 4],
    ['l: 0', 'body', 0],
    ['Subject: none given', 'body', 4],
    ['Content-Length: 5', 'body', 'truncated-body'],
    ['Content-Length: 65536', 'body', 'bad-content-length'],
    ['Content-Length: four', 'body', 'bad-content-length'],
  ])('%s and %j: %j', (line, body, expected) => {
    const head = toBytes('OPTIONS sip:a SIP/2.0', ...minimal, line);
    const view = readMessage(Buffer.concat([head, Buffer.from(body)]));

    const headers = read(view);

    if (headers instanceof ParseFailure) expect(headers.code).toBe(expected);
    else expect(headers.bodyEnd - view.bodyStart).toBe(expected);
  });
});

it('RFC 3261 §8.1.1.5: refuses a request whose CSeq names another method', () => {
  const failure = read(makeMessage(...minimal.slice(0, 4), 'CSeq: 1 INVITE'));

  expect(failure).toMatchObject({ code: 'bad-cseq', statusCode: 400 });
});

it('takes the method of a response from CSeq', () => {
  const headers = read(readMessage(toBytes('SIP/2.0 200 OK', ...minimal)));

  expect(expectParsed(headers).cSeq.method).toBe('OPTIONS');
});
