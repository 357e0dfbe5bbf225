import { expect, it } from 'vitest';
import { readMediaAddresses } from '../../../../src/sip/sdp/read-media-addresses.ts';
import { makeMultipart, makeOffer } from './sdp-text.ts';

it('reads the c= lines of the session and of each stream, each address once', () => {
  const body = makeOffer(
    '192.168.1.50',
    'c=IN IP4 192.168.1.50',
    'm=video 4002 RTP/AVP 96',
    'c=IN IP4 224.2.1.1/127',
    'a=rtcp:4003 IN IP4 10.0.0.9',
    'c=IN IP6 FD00::5',
    'c=IN IP4 phone.example.com',
  );

  expect(readMediaAddresses(body, 'application/sdp')).toEqual([
    '192.168.1.50',
    '224.2.1.1',
    'FD00::5',
  ]);
});

it('reads every description of a multipart body', () => {
  const part = (address: string) =>
    [['Content-Type: application/sdp'], makeOffer(address)] as const;
  const body = makeMultipart('b1', [part('192.168.1.50'), part('10.0.0.9')]);

  expect(readMediaAddresses(body, 'multipart/mixed; boundary=b1')).toEqual([
    '192.168.1.50',
    '10.0.0.9',
  ]);
});

it('reads nothing where there is none', () => {
  expect(readMediaAddresses('c=IN IP4 192.168.1.50\r\n', 'text/plain')).toEqual([]);
});
