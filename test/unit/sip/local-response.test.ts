import { expect, it } from 'vitest';
import { formatLocalResponse } from '../../../src/sip/local-response.ts';
import { findMandatoryLines } from '../../../src/sip/mandatory-headers.ts';
import { expectParsed, makeMessage } from './sip-fixtures.ts';

const request = makeMessage(
  'v: SIP/2.0/UDP 192.168.1.50;rport, SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKb',
  'Via: SIP/2.0/TCP 192.0.2.8',
  'f: "A\r\n B" <sip:a@example.com>;tag=1',
  'To: <sip:b@example.com>',
  'i: 1@192.168.1.50',
  'CSeq: 1 OPTIONS',
  'Max-Forwards: 0',
);
const lines = expectParsed(findMandatoryLines(request));

it('RFC 3261 §8.2.6: repeats Via, From, To, Call-ID and CSeq as they came', () => {
  const text = formatLocalResponse(request, lines, {
    statusCode: 483,
    topVia: 'SIP/2.0/UDP 192.168.1.50;received=203.0.113.5;rport=40112',
    toTag: '00ff',
  });

  expect(text.split('\r\n')).toEqual([
    'SIP/2.0 483 Too Many Hops',
    'Via: SIP/2.0/UDP 192.168.1.50;received=203.0.113.5;rport=40112',
    'Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKb',
    'Via: SIP/2.0/TCP 192.0.2.8',
    'f: "A',
    ' B" <sip:a@example.com>;tag=1',
    'To: <sip:b@example.com>;tag=00ff',
    'i: 1@192.168.1.50',
    'CSeq: 1 OPTIONS',
    'Content-Length: 0',
    '',
    '',
  ]);
});

it('RFC 3261 §8.2.6.2: keeps the To tag of a request that has one', () => {
  const inDialog = makeMessage(
    'Via: SIP/2.0/UDP 192.0.2.1',
    'From: <sip:a@example.com>;tag=1',
    'To: <sip:b@example.com>;tag=theirs',
    'Call-ID: 1',
    'CSeq: 1 OPTIONS',
  );

  const text = formatLocalResponse(inDialog, expectParsed(findMandatoryLines(inDialog)), {
    statusCode: 503,
    topVia: 'SIP/2.0/UDP 192.0.2.1',
    toTag: 'ours',
    extraLines: 'Retry-After: 10\r\n',
  });

  expect(text).toContain('To: <sip:b@example.com>;tag=theirs\r\n');
  expect(text).toContain('\r\nRetry-After: 10\r\nContent-Length: 0\r\n\r\n');
  expect(text).not.toContain('ours');
});
