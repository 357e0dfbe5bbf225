import { expect, it } from 'vitest';
import {
  formatTestOk,
  formatTestRequest,
  readTestAnswer,
  readTopBranch,
} from '../../../../src/doctor/path/test-message.ts';
import { type MessageView, parseMessage } from '../../../../src/sip/message-view.ts';

function view(text: string): MessageView {
  const message = parseMessage(Buffer.from(text, 'latin1'));
  if ('code' in message) throw new Error(message.code);
  return message;
}

it('writes a REGISTER that offers rport and, without a Contact, can register nobody', () => {
  const text = formatTestRequest({
    method: 'REGISTER',
    requestUri: 'sip:192.0.2.10',
    addressOfRecord: 'sip:farend-doctor@192.0.2.10',
    sentBy: '192.0.2.10:41234',
    branch: 'abc',
    callId: 'call',
    cSeq: 1,
  });

  expect(text).toMatch(/^REGISTER sip:192.0.2.10 SIP\/2.0\r\n/);
  expect(text).toContain('Via: SIP/2.0/UDP 192.0.2.10:41234;branch=z9hG4bKabc;rport\r\n');
  expect(text).not.toContain('Contact');
  expect(readTopBranch(view(text))).toBe('abc');
});

it('reads what an answer says of the way back, of the challenge and of contacts', () => {
  const answer = readTestAnswer(
    view(
      [
        'SIP/2.0 401 Unauthorized',
        'Via: SIP/2.0/UDP 192.0.2.10:41234;branch=z9hG4bKabc;received=203.0.113.1;rport=5060',
        'WWW-Authenticate: Digest realm="a",nonce="1"',
        'Contact: <sip:a@192.0.2.1>, <sip:b@192.0.2.2>',
        'Server: Asterisk PBX 22.10.1',
        'Content-Length: 0',
        '\r\n',
      ].join('\r\n'),
    ),
  );

  expect(answer).toEqual({
    statusCode: 401,
    reasonPhrase: 'Unauthorized',
    received: '203.0.113.1',
    rport: '5060',
    challenges: ['Digest realm="a",nonce="1"'],
    contacts: ['<sip:a@192.0.2.1>', '<sip:b@192.0.2.2>'],
    server: 'Asterisk PBX 22.10.1',
  });
});

it('RFC 3261 §8.2.6.2: a 200 has all Vias of the request, and a tag in To', () => {
  const request = view(
    [
      'OPTIONS sip:4001@192.0.2.10 SIP/2.0',
      'Via: SIP/2.0/UDP 192.0.2.10:5070;branch=z9hG4bK1',
      'Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK2',
      'From: <sip:asterisk@192.0.2.10>;tag=1',
      'To: <sip:4001@192.0.2.10>',
      'Call-ID: x',
      'CSeq: 7 OPTIONS',
      'Max-Forwards: 70',
      '\r\n',
    ].join('\r\n'),
  );

  expect(formatTestOk(request, 'dx')).toBe(
    [
      'SIP/2.0 200 OK',
      'Via: SIP/2.0/UDP 192.0.2.10:5070;branch=z9hG4bK1',
      'Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK2',
      'From: <sip:asterisk@192.0.2.10>;tag=1',
      'To: <sip:4001@192.0.2.10>;tag=dx',
      'Call-ID: x',
      'CSeq: 7 OPTIONS',
      'Content-Length: 0',
      '\r\n',
    ].join('\r\n'),
  );
});
