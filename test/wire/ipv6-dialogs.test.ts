// A dialog of a phone on IPv6 with an Asterisk on IPv4: every address of ours is written in brackets,
// and read in whatever spelling comes back.

import { beforeEach, describe, expect, it } from 'vitest';
import { RecordedProxy } from './recorded-proxy.ts';
import {
  makeAnswer,
  makeAsteriskRequest,
  makePhoneRequest,
  readAll,
  readContact,
  readRouteSet,
  readUri,
} from './sip-text.ts';

const SOCKET = '[2001:db8::2]:5060';
const ASTERISK_URI = 'sip:9002@198.51.100.20:5060';
const phone = { address: '2001:db8:1::1', port: 40112 };
const vias = ['SIP/2.0/UDP [2001:db8:1::1]:5060;branch=z9hG4bK1'];
const contact = 'sip:4001@[2001:db8:1::1]:5060';

let proxy: RecordedProxy;

beforeEach(async () => {
  proxy = await new RecordedProxy().open();
});

function send(method: string, uri: string, lines: readonly string[] = []) {
  const text = makePhoneRequest(method, { vias, contact, uri, lines, cSeq: 2 });
  return proxy.fromPhone(text, phone, SOCKET)[0];
}

function call() {
  const invite = send('INVITE', 'sip:9002@pbx.example.com');
  const own = `Contact: <${ASTERISK_URI}>`;
  const [ok] = proxy.fromAsterisk(makeAnswer(invite?.text ?? '', '200 OK', own));
  return { invite: invite?.text ?? '', ok };
}

describe('a phone on IPv6', () => {
  it('RFC 3261 §19.1.1: is shown our address in brackets', () => {
    const { invite, ok } = call();

    expect(readAll(invite, 'Record-Route')[1]).toBe(`<sip:${SOCKET};lr>`);
    expect(readContact(ok?.text)).toBe(`sip:9002@${SOCKET};fe=198.51.100.20!5060`);
    expect(ok).toMatchObject({ from: SOCKET, to: '2001:db8:1::1:40112' });
  });

  it.each([
    ['as we wrote them', (text: string) => text],
    ['in full', (text: string) => text.replaceAll('[2001:db8::2]', '[2001:0DB8:0:0:0:0:0:2]')],
  ])('ends its call by its Routes and by the Contact alone, %s', (_, spell) => {
    const { ok } = call();
    const uri = spell(readContact(ok?.text));
    const routes = readRouteSet(ok?.text, 'caller').map(spell);

    for (const lines of [routes, []]) {
      const bye = send('BYE', uri, lines);
      expect(readUri(bye?.text)).toBe(ASTERISK_URI);
      expect(readAll(bye?.text, 'Route')).toEqual([]);
    }
  });

  it('is reached within its dialog', () => {
    const { invite } = call();

    const text = makeAsteriskRequest('BYE', contact, ...readRouteSet(invite, 'callee'));
    const [bye] = proxy.fromAsterisk(text);

    expect(bye).toMatchObject({ from: SOCKET, to: '2001:db8:1::1:40112' });
    expect(readUri(bye?.text)).toBe(contact);
    expect(readAll(bye?.text, 'Via')[0]).toContain(`SIP/2.0/UDP ${SOCKET};`);
  });

  it('has its Record-Route put back when it left that out', () => {
    const register = send('REGISTER', '');
    const own = readContact(register?.text);
    proxy.fromAsterisk(makeAnswer(register?.text ?? '', '200 OK', `Contact: <${own}>;expires=60`));
    const [invite] = proxy.fromAsterisk(makeAsteriskRequest('INVITE', own));
    const answer = makeAnswer(invite?.text ?? '', '200 OK', `Contact: <${contact}>`);

    const [ok] = proxy.fromPhone(answer.replace(/Record-Route: .*\r\n/g, ''), phone, SOCKET);

    const routes = readAll(ok?.text, 'Record-Route');
    expect(routes).toHaveLength(2);
    expect(routes[0]).toBe(`<sip:${SOCKET};lr>`);
    expect(readAll(invite?.text, 'Record-Route')[0]).toBe(`<sip:${SOCKET};lr>`);
    expect(readContact(invite?.text)).toContain(`@${SOCKET};fe=`);
  });
});
