// Routes that a phone has before any dialog: farend as its outbound proxy, by whatever name it knows it.

import { beforeEach, describe, expect, it } from 'vitest';
import { phone, RecordedProxy } from './recorded-proxy.ts';
import { makeAnswer, makePhoneRequest, readAll, readContact, readUri } from './sip-text.ts';

const outside = { address: '192.168.7.1', port: 5060 };
const local = { address: '192.168.7.50', port: 5060 };
const SOCKET = '192.168.7.1:5060';
const CLOUD = 'sip:farend.example.com:15060';

let proxy: RecordedProxy;

/** Behind a port forward: phones outside know it by another name and port than it listens on. */
beforeEach(async () => {
  proxy = await new RecordedProxy(undefined, { localNetworks: ['192.168.7.0/24'] }).open();
  const advertise = { host: 'farend.example.com', port: 15060 };
  await proxy.parts.deviceSide.adjust([
    { ...outside, advertise },
    { address: '2001:db8::2', port: 5060 },
  ]);
});

function relay(method: string, routes: readonly string[], uri?: string, source = phone): string {
  const lines = routes.map((route) => `Route: ${route}`);
  const text = makePhoneRequest(method, { lines, ...(uri === undefined ? {} : { uri }) });
  const [sent] = proxy.fromPhone(text, source, SOCKET);
  expect(sent?.to).toBe('198.51.100.20:5060');
  return sent?.text ?? '';
}

describe('RFC 3261 §16.4: leading Routes that name farend go, by', () => {
  it.each([
    ['its advertised name', [`<${CLOUD};lr>`]],
    ['that name in upper case', ['<sip:FAREND.Example.COM:15060;lr>']],
    ['its local address', ['<sip:192.168.7.1;lr>']],
    ['the Asterisk side', ['<sip:198.51.100.10:5062;lr>']],
    ['its IPv6 address', ['<sip:[2001:DB8:0::2]:5060;lr>']],
    ['the bare form', [`${CLOUD};lr`]],
    ['a display name', [`"Outbound, proxy" <${CLOUD};lr>`]],
    ['several lines', [`<${CLOUD};lr>`, '<sip:192.168.7.1:5060;lr>']],
    ['one line', [`<${CLOUD};lr>, <sip:192.168.7.1;lr>`]],
    ['a token that is none', ['<sip:0011~2~x@farend.example.com:15060;lr>']],
  ])('%s', (_, routes) => {
    for (const method of ['REGISTER', 'INVITE', 'OPTIONS', 'SUBSCRIBE'])
      expect(readAll(relay(method, routes), 'Route')).toEqual([]);
  });

  it.each([
    [
      'after ours',
      [`<${CLOUD};lr>`, '<sip:edge.example.net;lr>', '<sip:core.example.net;lr>'],
      ['<sip:edge.example.net;lr>', '<sip:core.example.net;lr>'],
    ],
    [
      'in one line with ours',
      [`<${CLOUD};lr>, <sip:edge.example.net;lr>, <${CLOUD};lr>`],
      [`<sip:edge.example.net;lr>, <${CLOUD};lr>`],
    ],
    ['before ours', [`<sip:edge.example.net;lr>, <${CLOUD};lr>`], undefined],
    ['on another port', ['<sip:farend.example.com;lr>'], undefined],
    ['of another host', ['<sip:192.168.7.2:5060;lr>'], undefined],
  ])('a foreign Route stays, %s', (_, routes, kept) => {
    expect(readAll(relay('INVITE', routes), 'Route')).toEqual(kept ?? routes);
  });
});

describe('RFC 3261 §16.4: a strict router names farend in its Request-URI', () => {
  it.each([`${CLOUD};lr`, 'sip:192.168.7.1;lr', 'sip:198.51.100.10:5062;lr'])('%s', (uri) => {
    const text = relay('INVITE', ['<sip:9002@pbx.example.com>'], uri);

    expect(readUri(text)).toBe('sip:9002@pbx.example.com');
    expect(readAll(text, 'Route')).toEqual([]);
  });

  it('and its other Routes stay', () => {
    const routes = ['<sip:edge.example.net;lr>', '<sip:9002@pbx.example.com>'];

    const text = relay('INVITE', routes, `${CLOUD};lr`);

    expect(readUri(text)).toBe('sip:9002@pbx.example.com');
    expect(readAll(text, 'Route')).toEqual(['<sip:edge.example.net;lr>']);
  });

  it.each([
    ['a Request-URI of ours without Route', `${CLOUD};lr`, []],
    ['one of ours without lr', 'sip:9002@farend.example.com:15060', ['<sip:a.example.net;lr>']],
    ['one of another host', 'sip:edge.example.net;lr', ['<sip:9002@pbx.example.com>']],
  ])('%s is left', (_, uri, routes) => {
    const text = relay('INVITE', routes, uri);

    expect(readUri(text)).toBe(uri);
    expect(readAll(text, 'Route')).toEqual(routes);
  });
});

describe('phones outside are told the advertised address, local ones the local', () => {
  it.each([
    ['outside', phone, 'farend.example.com:15060'],
    ['local', local, '192.168.7.1:5060'],
  ])('%s: in Record-Route, and in the Contact of the answer', (_, source, shown) => {
    const invite = relay('INVITE', [], undefined, source);
    const contact = 'Contact: <sip:9002@198.51.100.20:5060>';
    const [ok] = proxy.fromAsterisk(makeAnswer(invite, '200 OK', contact));
    const bye = makePhoneRequest('BYE', { uri: readContact(ok?.text), cSeq: 2 });
    const [sent] = proxy.fromPhone(bye, source, SOCKET);

    expect(readAll(invite, 'Record-Route')[1]).toBe(`<sip:${shown};lr>`);
    expect(readContact(ok?.text)).toBe(`sip:9002@${shown};fe=198.51.100.20!5060`);
    expect(readUri(sent?.text)).toBe('sip:9002@198.51.100.20:5060');
  });

  it('also to a phone that wrote the name of farend as its domain', () => {
    const uri = 'sip:9002@farend.example.com:15060';

    expect(readUri(relay('INVITE', [], uri))).toBe(uri);
  });
});

it('a masked Contact under a name that is not ours is none', () => {
  const uri = 'sip:9002@edge.example.net;fe=198.51.100.20!5060';

  expect(readUri(relay('BYE', [], uri))).toBe(uri);
});
