// What Asterisk sends again reaches the phone as the same bytes: a proxy without transactions does the
// same to the same message.

import { expect, it } from 'vitest';
import { answerAsAsterisk } from './asterisk-answer.ts';
import { readGolden } from './golden.ts';
import { RecordedProxy } from './recorded-proxy.ts';

it('RFC 3261 §16.11: an INVITE that Asterisk sends again leaves as it left before', async () => {
  const proxy = await new RecordedProxy().open();
  const [registered] = proxy.fromPhone(readGolden('register-without-rport.in'));
  const contact = /\r\nContact: <([^>]+)>/.exec(registered?.text ?? '')?.[1] ?? '';
  const granted = `Contact: <${contact}>;expires=3599`;
  proxy.fromAsterisk(answerAsAsterisk(registered?.text ?? '', '200 OK', granted));
  await proxy.settle();
  proxy.pass(1000);
  const invite = [
    `INVITE ${contact} SIP/2.0`,
    'Via: SIP/2.0/UDP 198.51.100.20:5060;rport;branch=z9hG4bKPj1',
    'From: <sip:9002@198.51.100.20>;tag=b1',
    `To: <${contact}>`,
    'Call-ID: call-2',
    'CSeq: 102 INVITE',
    'Contact: <sip:9002@198.51.100.20:5060>',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');

  const [first] = proxy.fromAsterisk(invite);
  proxy.pass(100);
  const [second] = proxy.fromAsterisk(invite);

  expect(first?.text).toMatch(/^INVITE sip:4001@/);
  expect(second?.text).toBe(first?.text);
});
