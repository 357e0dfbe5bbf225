// Trunks: relayed as they are, and marked with their address for Asterisk, which sees ours for everybody.

import { beforeEach, describe, expect, it } from 'vitest';
import { createNetworkSet } from '../../src/nat/networks.ts';
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

const ASTERISK_URI = 'sip:9002@198.51.100.20:5060';
/** It sends from another port than its Via and Contact say, and listens on both. */
const trunk = { address: '192.0.2.97', port: 15060 };
const stranger = { address: '192.0.2.66', port: 5060 };

let proxy: RecordedProxy;

beforeEach(async () => {
  const trunks = createNetworkSet(['192.0.2.96/28', '2001:db8:9::/48']);
  proxy = await new RecordedProxy(undefined, { trunks }).open();
});

const credentials = `Authorization: Digest username="itsp", realm="x", nonce="never-sent", uri="sip:x", response="${'ab'.repeat(16)}"`;

function makeTrunkRequest(method: string, lines: readonly string[] = [], uri?: string): string {
  return makePhoneRequest(method, {
    vias: [
      'SIP/2.0/UDP 192.0.2.97:5060;branch=z9hG4bKt1',
      'SIP/2.0/UDP 10.20.30.40;received=192.0.2.99;branch=z9hG4bKt2',
    ],
    contact: 'sip:441632960000@192.0.2.97:5060;transport=udp',
    lines,
    ...(uri === undefined ? {} : { uri }),
  });
}

/** The lines of a message, without those that farend adds to a trunk’s request, Max-Forwards and the top Via. */
function readKept(text: string, added: RegExp): string[] {
  return text.split('\r\n').filter((line) => !added.test(line));
}

const added =
  /^(?:Via: SIP\/2\.0\/UDP 198\.51\.100\.10|Via: .*z9hG4bKt1|Record-Route: <sip:(?:~|192\.0\.2\.2)|X-Farend-Source|Max-Forwards)/;

function call(lines: readonly string[] = []) {
  const [invite] = proxy.fromPhone(makeTrunkRequest('INVITE', lines), trunk);
  const [ok] = proxy.fromAsterisk(
    makeAnswer(invite?.text ?? '', '200 OK', `Contact: <${ASTERISK_URI}>`),
  );
  return { invite: invite?.text ?? '', ok };
}

describe('a request of a trunk', () => {
  it.each(['INVITE', 'REGISTER', 'OPTIONS', 'MESSAGE'])(
    'goes on as it came but for Via and Record-Route, its credentials included: %s',
    (method) => {
      const lines = [
        'Record-Route: <sip:192.0.2.97;lr>',
        'Path: <sip:192.0.2.97;lr>',
        'Expires: 600',
        credentials,
      ];
      const text = makeTrunkRequest(method, lines);

      const [sent] = proxy.fromPhone(text, trunk);

      expect(readKept(sent?.text ?? '', added)).toEqual(readKept(text, added));
      expect(sent?.to).toBe('198.51.100.20:5060');
    },
  );

  it('says which trunk it is, once', () => {
    const { invite } = call();

    expect(readAll(invite, 'X-Farend-Source')).toEqual(['192.0.2.97']);
  });

  it('also over IPv6', () => {
    const six = { address: '2001:db8:9::7', port: 5060 };

    const [sent] = proxy.fromPhone(makeTrunkRequest('INVITE'), six, '[2001:db8::2]:5060');

    expect(readAll(sent?.text, 'X-Farend-Source')).toEqual(['2001:db8:9::7']);
  });

  it('says it although the trunk itself claims to be another one', () => {
    const { invite } = call(['X-Farend-Source: 192.0.2.98']);

    expect(readAll(invite, 'X-Farend-Source')).toEqual(['192.0.2.97']);
  });

  it('RFC 3261 §16.6 step 4: has our Record-Routes above its own', () => {
    const { invite } = call(['Record-Route: <sip:192.0.2.97;lr>']);

    const routes = readAll(invite, 'Record-Route');
    expect(routes).toHaveLength(3);
    expect(routes[0]).toMatch(/^<sip:~\S+@198\.51\.100\.10:5062;lr>$/);
    expect(routes.slice(1)).toEqual(['<sip:192.0.2.2:5060;lr>', '<sip:192.0.2.97;lr>']);
  });

  it('is no device of anybody, whoever it says it is from', () => {
    proxy.fromPhone(makePhoneRequest('REGISTER'), stranger);

    const { invite } = call();

    expect(readAll(invite, 'Record-Route')[0]).toMatch(/^<sip:~/);
    expect(proxy.parts.bindings.size).toBe(0);
  });

  it('an address beside the trunks is none', () => {
    const [sent] = proxy.fromPhone(makeTrunkRequest('INVITE', [credentials]), {
      address: '192.0.2.112',
      port: 5060,
    });

    expect(readAll(sent?.text, 'X-Farend-Source')).toEqual([]);
    expect(readAll(sent?.text, 'Authorization')).toEqual([]);
  });
});

describe('what goes back to a trunk', () => {
  it('RFC 3261 §18.2.2: is sent to the port in its Via, with Asterisk’s own Contact', () => {
    const { ok } = call();

    expect(ok).toMatchObject({ from: '192.0.2.2:5060', to: '192.0.2.97:5060' });
    expect(readContact(ok?.text)).toBe(ASTERISK_URI);
    expect(readAll(ok?.text, 'Via')).toEqual([
      'SIP/2.0/UDP 192.0.2.97:5060;branch=z9hG4bKt1;received=192.0.2.97',
      'SIP/2.0/UDP 10.20.30.40;received=192.0.2.99;branch=z9hG4bKt2',
    ]);
  });

  it('to its source port where it offers rport', () => {
    const text = makeTrunkRequest('INVITE').replace('branch=z9hG4bKt1', 'rport;branch=z9hG4bKt1');
    const [invite] = proxy.fromPhone(text, trunk);

    const [trying] = proxy.fromAsterisk(makeAnswer(invite?.text ?? '', '100 Trying'));

    expect(trying?.to).toBe('192.0.2.97:15060');
  });

  it('the 200 to its REGISTER too, with its own Contact', () => {
    const [register] = proxy.fromPhone(makeTrunkRequest('REGISTER'), trunk);
    const own = `Contact: <${readContact(register?.text)}>;expires=600`;
    const path = 'Path: <sip:192.0.2.97;lr>';

    const [ok] = proxy.fromAsterisk(makeAnswer(register?.text ?? '', '200 OK', own, path));

    expect(ok?.to).toBe('192.0.2.97:5060');
    expect(ok?.text).toContain(`\r\n${own}\r\n${path}\r\n`);
    expect(proxy.parts.bindings.size).toBe(0);
  });

  it.each(['BYE', 'INVITE', 'UPDATE', 'REFER'])(
    'an in-dialog %s of Asterisk reaches it, with Asterisk’s own Contact',
    (method) => {
      const { invite } = call(['Record-Route: <sip:192.0.2.97;lr>']);
      const uri = 'sip:441632960000@192.0.2.97:5060;transport=udp';

      const text = makeAsteriskRequest(method, uri, ...readRouteSet(invite, 'callee'));
      const [sent] = proxy.fromAsterisk(text);

      expect(sent).toMatchObject({ from: '192.0.2.2:5060', to: '192.0.2.97:15060' });
      expect(readUri(sent?.text)).toBe(uri);
      expect(readAll(sent?.text, 'Route')).toEqual(['<sip:192.0.2.97;lr>']);
      expect(readContact(sent?.text)).toBe('sip:asterisk@198.51.100.20:5060');
    },
  );

  it('and its own BYE reaches Asterisk, marked', () => {
    const { ok } = call();

    const lines = readRouteSet(ok?.text, 'caller');
    const [bye] = proxy.fromPhone(makeTrunkRequest('BYE', lines, readContact(ok?.text)), trunk);

    expect(bye?.to).toBe('198.51.100.20:5060');
    expect(readUri(bye?.text)).toBe(ASTERISK_URI);
    expect(readAll(bye?.text, 'Route')).toEqual([]);
    expect(readAll(bye?.text, 'X-Farend-Source')).toEqual(['192.0.2.97']);
  });
});

describe('nobody else is taken for a trunk', () => {
  it.each([
    'X-Farend-Source: 192.0.2.97',
    'x-farend-source: 192.0.2.97',
    'X-FAREND-SOURCE:192.0.2.97',
    'X-Farend-Source : 192.0.2.97',
    'X-Farend-Source\t: 192.0.2.97',
    'X-Farend-Source:\r\n 192.0.2.97',
    'X-Farend-Source: 1.2.3.4\r\nX-Farend-Source: 192.0.2.97',
    'X-Farend-Source: 192.0.2.97\r\n ,192.0.2.98',
    'X-Farend-Other: 192.0.2.97',
  ])('%j goes', (line) => {
    for (const method of ['INVITE', 'REGISTER', 'BYE', 'ACK']) {
      const [sent] = proxy.fromPhone(makePhoneRequest(method, { lines: [line] }), stranger);

      expect(sent?.text).not.toMatch(/x-farend|192\.0\.2\.97/i);
    }
  });

  it.each([
    'Subject: x\nX-Farend-Source: 192.0.2.97',
    'Subject: x\rX-Farend-Source: 192.0.2.97',
    'Subject: x\r\n\nX-Farend-Source: 192.0.2.97',
    'Subject: x\u0000\r\nX-Farend-Source: 192.0.2.97',
    'X-Farend-Source',
    'X-Farend\u0000-Source: 192.0.2.97',
  ])('%j is dropped, or goes', (line) => {
    const [sent] = proxy.fromPhone(makePhoneRequest('INVITE', { lines: [line] }), stranger);

    expect(sent?.text ?? '').not.toMatch(/x-farend-source|192\.0\.2\.97/i);
  });
});
