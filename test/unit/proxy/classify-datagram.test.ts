import { describe, expect, it } from 'vitest';
import { classifyDatagram } from '../../../src/proxy/classify-datagram.ts';

function stun(type: number, length: number, cookie: number, bodyBytes: number): Buffer {
  const bytes = Buffer.alloc(20 + bodyBytes, 0x5a);
  bytes.writeUInt16BE(type, 0);
  bytes.writeUInt16BE(length, 2);
  bytes.writeUInt32BE(cookie, 4);
  return bytes;
}

describe('tells SIP from what else comes to its port', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'keep-alive'],
    ['RFC 5626 §4.4: CRLF', Buffer.from('\r\n'), 'keep-alive'],
    ['RFC 5626 §4.4: CRLF CRLF', Buffer.from('\r\n\r\n'), 'keep-alive'],
    ['four zero bytes', Buffer.alloc(4), 'keep-alive'],
    ['one zero byte', Buffer.alloc(1), 'keep-alive'],
    ['a blank', Buffer.from(' '), 'keep-alive'],
    ['thirty zero bytes', Buffer.alloc(30), 'keep-alive'],
    ['a request', Buffer.from('OPTIONS sip:a SIP/2.0\r\n'), 'sip'],
    ['a request after CRLF', Buffer.from('\r\nOPTIONS sip:a SIP/2.0\r\n'), 'sip'],
    ['a word', Buffer.from('hello'), 'sip'],
    ['RFC 5389 §6: a binding request', stun(1, 0, 0x2112a442, 0), 'stun'],
    ['RFC 5389 §6: a binding request with attributes', stun(1, 8, 0x2112a442, 8), 'stun'],
    ['RFC 5389 §6: an indication', stun(0x11, 0, 0x2112a442, 0), 'stun'],
    ['RFC 3489 §11.1: a binding request without cookie', stun(1, 8, 0x01020304, 8), 'stun'],
    ['one whose length does not fit', stun(1, 9, 0x01020304, 8), 'sip'],
    ['one that is too short', stun(1, 0, 0x2112a442, 0).subarray(0, 19), 'sip'],
    ['RTP', Buffer.from([0x80, 0, 1, 2]), 'sip'],
  ] as const)('%s', (_, bytes, expected) => {
    expect(classifyDatagram(Buffer.from(bytes))).toBe(expected);
  });
});
