// SIP that was diverted: phones wrote to Asterisk's port and see it, and what they began with Asterisk
// before goes on.

import { beforeEach, describe, expect, it } from 'vitest';
import { createNetworkSet } from '../../src/nat/networks.ts';
import { answerAsAsterisk } from './asterisk-answer.ts';
import { RecordedProxy } from './recorded-proxy.ts';
import {
  makeAnswer,
  makeAsteriskRequest,
  makePhoneRequest,
  readAll,
  readContact,
  readUri,
} from './sip-text.ts';

const diverted = '198.51.100.20:5071';
/** The Asterisk is at the same address. */
const listen = [{ address: '198.51.100.20', port: 5071, divertedFrom: 5060 }];
const phone = { address: '203.0.113.5', port: 40112 };
const stranger = { address: '203.0.113.66', port: 40112 };
const inDialog = { callId: 'call-2', uri: 'sip:asterisk@198.51.100.20:5060' };

let proxy: RecordedProxy;

beforeEach(async () => {
  proxy = await new RecordedProxy().open();
  await proxy.parts.deviceSide.adjust(listen);
});

function fromPhone(text: string, source = phone) {
  return proxy.fromPhone(text, source, diverted);
}

function makeBye(): string {
  const bye = makePhoneRequest('BYE', inDialog);
  return bye.replace(/^To: .*$/m, 'To: <sip:9002@198.51.100.20>;tag=b1');
}

describe('what phones see', () => {
  it.each([
    ['outside', '203.0.113.0/28'],
    ['in a network of ours', '203.0.113.5/32'],
  ])('a phone %s sees the port that it wrote to in Record-Route and Contact', (_, network) => {
    if (network.endsWith('/32')) proxy.parts.localNetworks = createNetworkSet([network]);
    const [invite] = fromPhone(makePhoneRequest('INVITE'));

    const answer = makeAnswer(
      invite?.text ?? '',
      '200 OK',
      'Contact: <sip:9002@198.51.100.20:5060>',
    );
    const [shown] = proxy.fromAsterisk(answer);

    expect(shown?.from).toBe(diverted);
    expect(readAll(shown?.text, 'Record-Route')).toContain('<sip:198.51.100.20:5060;lr>');
    expect(shown?.text).toMatch(/^Contact: <sip:9002@198\.51\.100\.20:5060;fe=/m);
    expect(shown?.text).not.toContain('5071;');
  });

  it('the answer of a phone that was asked through farend is no answer to Asterisk itself', async () => {
    const [register] = fromPhone(makePhoneRequest('REGISTER'));
    const contact = readContact(register?.text);
    proxy.fromAsterisk(
      answerAsAsterisk(register?.text ?? '', '200 OK', `Contact: <${contact}>;expires=3599`),
    );
    await proxy.settle();
    const [invite] = proxy.fromAsterisk(makeAsteriskRequest('INVITE', contact));

    const [answer] = fromPhone(makeAnswer(invite?.text ?? '', '200 OK'));

    expect(readAll(invite?.text, 'Via')[0]).toContain('UDP 198.51.100.20:5060;');
    expect(readAll(answer?.text, 'Via')).toEqual(readAll(invite?.text, 'Via').slice(1));
  });

  it('a Route to that port is its own, and goes', () => {
    const lines = ['Route: <sip:198.51.100.20:5060;lr>'];

    const [sent] = fromPhone(makePhoneRequest('MESSAGE', { lines }));

    expect(sent?.to).toBe('198.51.100.20:5060');
    expect(readAll(sent?.text, 'Route')).toEqual([]);
  });
});

describe('answers to what Asterisk asked a phone straight', () => {
  const asked = makeAsteriskRequest('OPTIONS', 'sip:4001@203.0.113.5:40112');

  it('go to Asterisk unchanged', () => {
    const answer = makeAnswer(asked, '200 OK');

    const sent = fromPhone(answer);

    expect(sent).toEqual([{ from: '198.51.100.10:5062', to: '198.51.100.20:5060', text: answer }]);
  });

  it('with a Via of the advertised host go there too', async () => {
    const advertise = { host: 'pbx.example.com' };
    await proxy.parts.deviceSide.adjust(listen.map((entry) => ({ ...entry, advertise })));

    const sent = fromPhone(
      makeAnswer(asked.replace('UDP 198.51.100.20:5060', 'UDP PBX.example.com'), '200 OK'),
    );

    expect(sent).toHaveLength(1);
  });

  it.each([
    ['another host', 'UDP 198.51.100.21:5060'],
    ['another port', 'UDP 198.51.100.20:5061'],
    ["the proxy's own port", 'UDP 198.51.100.20:5071'],
  ])('with a Via of %s go nowhere', (_, sentBy) => {
    const sent = fromPhone(makeAnswer(asked.replace('UDP 198.51.100.20:5060', sentBy), '200 OK'));

    expect(sent).toEqual([]);
    expect(proxy.parts.counts.get('foreign-response')).toBe(1);
  });

  it('go nowhere on a socket that nothing is diverted to', async () => {
    await proxy.parts.deviceSide.adjust([{ address: '198.51.100.20', port: 5071 }]);

    expect(fromPhone(makeAnswer(asked, '200 OK'))).toEqual([]);
  });

  it('are limited by the rate of their source', () => {
    const answer = makeAnswer(asked, '200 OK');
    let relayed = 0;

    for (let count = 0; count < 2_000; count += 1) relayed += fromPhone(answer, stranger).length;

    expect(relayed).toBeLessThan(1_500);
  });
});

describe('a call from before', () => {
  it('is hung up by its phone, and no Record-Route gets into it', () => {
    const reInvite = makeBye().replaceAll('BYE', 'INVITE');

    const [hold] = fromPhone(reInvite);
    const [bye] = fromPhone(makeBye());

    expect(hold?.to).toBe('198.51.100.20:5060');
    expect(readAll(hold?.text, 'Record-Route')).toEqual([]);
    expect(bye?.to).toBe('198.51.100.20:5060');
    expect(readUri(bye?.text)).toBe('sip:asterisk@198.51.100.20:5060');
  });

  it.each([
    ['as Asterisk wrote it', 'sip:4001@192.168.1.50:5060'],
    ['made of our address by rewrite_contact', 'sip:4001@198.51.100.10:5062'],
  ])('is hung up by Asterisk at the phone, its URI %s', (_, uri) => {
    fromPhone(makeBye().replaceAll('BYE', 'UPDATE'));

    const [bye] = proxy.fromAsterisk(makeAsteriskRequest('BYE', uri));

    expect(bye).toEqual({
      from: diverted,
      to: '203.0.113.5:40112',
      text: makeAsteriskRequest('BYE', 'sip:4001@192.168.1.50:5060'),
    });
  });

  it('cannot be drawn to another address', () => {
    fromPhone(makeBye().replaceAll('BYE', 'UPDATE'));
    fromPhone(makeBye().replaceAll('BYE', 'INFO'), stranger);

    const [bye] = proxy.fromAsterisk(makeAsteriskRequest('BYE', 'sip:4001@192.168.1.50:5060'));

    expect(bye?.to).toBe('203.0.113.5:40112');
  });

  it('is not made of what farend has a Route for', () => {
    const [invite] = fromPhone(makePhoneRequest('INVITE', { callId: 'call-2' }));
    const [route] = readAll(invite?.text, 'Record-Route');
    fromPhone(makeBye(), stranger);

    const request = makeAsteriskRequest('BYE', 'sip:4001@192.168.1.50:5060', `Route: ${route}`);
    const [bye] = proxy.fromAsterisk(request);

    expect(bye?.to).toBe('203.0.113.5:40112');
  });
});
