// Phones that listen elsewhere than they send: named in the file, or learned from what they repeat.

import { beforeEach, describe, expect, it } from 'vitest';
import type { Exemption } from '../../src/proxy/proxy-options.ts';
import { answerAsAsterisk } from './asterisk-answer.ts';
import { RecordedProxy } from './recorded-proxy.ts';
import {
  makeAnswer,
  makeAsteriskRequest,
  makePhoneRequest,
  readAll,
  readContact,
  readRouteSet,
} from './sip-text.ts';

/** It sends from 40112, its Via says 5070, and its Contact 5080. */
const phone = { address: '203.0.113.5', port: 40112 };
const contact = 'sip:4001@203.0.113.5:5080';
const userAgent = 'User-Agent: Aastra 6757i/2.6.0';
const CHALLENGE = 'WWW-Authenticate: Digest realm="asterisk",nonce="1795244400/0f1e2d3c"';

let proxy: RecordedProxy;

beforeEach(async () => {
  proxy = await new RecordedProxy().open();
});

function request(method: string, cSeq: number, rport = '', lines: readonly string[] = []): string {
  const vias = [`SIP/2.0/UDP 203.0.113.5:5070${rport};branch=z9hG4bK${cSeq}`];
  return makePhoneRequest(method, { vias, contact, cSeq, lines: [userAgent, ...lines] });
}

/** Sends it to Asterisk; returns what Asterisk gets. */
function relay(text: string): string {
  return proxy.fromPhone(text, phone)[0]?.text ?? '';
}

/** Where Asterisk's answer to a request goes. */
function answer(relayed: string, status = '401 Unauthorized'): string | undefined {
  return proxy.fromAsterisk(makeAnswer(relayed, status, CHALLENGE))[0]?.to;
}

/** Registers without a challenge; returns the Contact under which Asterisk knows the phone. */
async function register(cSeq: number): Promise<string> {
  const relayed = relay(request('REGISTER', cSeq));
  const own = readContact(relayed);
  proxy.fromAsterisk(answerAsAsterisk(relayed, '200 OK', `Contact: <${own}>;expires=60`));
  await proxy.settle();
  return own;
}

describe.each<[string, Exemption]>([
  ['endpoint', { endpoint: '40*' }],
  ['userAgent', { userAgent: 'aastra*' }],
  ['network', { network: '203.0.113.0/24' }],
])('exempt by %s', (_, entry) => {
  beforeEach(async () => {
    proxy = await new RecordedProxy(undefined, { exempt: [entry] }).open();
  });

  it.each(['', ';rport'])(
    'RFC 3261 §18.2.2: is answered at its Via port, with `received` only (%j offered)',
    (rport) => {
      const relayed = relay(request('INVITE', 1, rport));
      const [answered] = proxy.fromAsterisk(makeAnswer(relayed, '404 Not Found'));

      const via = 'SIP/2.0/UDP 203.0.113.5:5070;branch=z9hG4bK1;received=203.0.113.5';
      const shown = [readAll(relayed, 'Via')[1], readAll(answered?.text, 'Via')[0]];
      expect(shown.map((value) => value?.split(';').sort())).toEqual(
        Array(2).fill(via.split(';').sort()),
      );
      expect(answered?.to).toBe('203.0.113.5:5070');
    },
  );

  it('gets Asterisk’s requests at the port in its Contact', async () => {
    const own = await register(1);

    expect(proxy.fromAsterisk(makeAsteriskRequest('OPTIONS', own))[0]?.to).toBe('203.0.113.5:5080');
  });

  it('and those of a dialog, also when it never registered', () => {
    const relayed = relay(request('INVITE', 1));
    const routes = readRouteSet(relayed, 'callee');

    const [bye] = proxy.fromAsterisk(makeAsteriskRequest('BYE', contact, ...routes));

    expect(bye?.to).toBe('203.0.113.5:5080');
  });

  it('and repeats a request: is answered at its Via port each time', () => {
    const ports = [1, 2, 3].map(() => answer(relay(request('REGISTER', 1))));

    expect(ports).toEqual(Array(3).fill('203.0.113.5:5070'));
  });
});

it('a phone that no entry names is answered at its source port', async () => {
  const exempt = [{ endpoint: '30*' }, { userAgent: 'Snom*' }, { network: '10.9.0.0/16' }];
  proxy = await new RecordedProxy(undefined, { exempt }).open();

  expect(answer(relay(request('REGISTER', 1)))).toBe('203.0.113.5:40112');
});

describe('a phone that repeats an answered request', () => {
  /** Asterisk answers a repetition from its cache: with the Vias of the first. */
  function repeat(cSeq: number, times: number): (string | undefined)[] {
    const first = relay(request('REGISTER', cSeq));
    const ports = [answer(first)];
    for (let at = 1; at < times; at += 1) {
      relay(request('REGISTER', cSeq));
      ports.push(answer(first));
    }
    return ports;
  }

  it('is answered at its Via port once, although the answer carries the Via of the first', () => {
    expect(repeat(1, 4)).toEqual([
      '203.0.113.5:40112',
      '203.0.113.5:5070',
      '203.0.113.5:40112',
      '203.0.113.5:40112',
    ]);
  });

  it('and goes on is remembered: answered at its Via port, called at its Contact’s', async () => {
    repeat(1, 2);

    const own = await register(2);
    const qualify = proxy.fromAsterisk(makeAsteriskRequest('OPTIONS', own))[0]?.to;

    expect(qualify).toBe('203.0.113.5:5080');
    expect(answer(relay(request('INVITE', 3)))).toBe('203.0.113.5:5070');
  });

  it('and repeats again is served as before', async () => {
    repeat(1, 3);

    const own = await register(2);
    const qualify = proxy.fromAsterisk(makeAsteriskRequest('OPTIONS', own))[0]?.to;

    expect(qualify).toBe('203.0.113.5:40112');
    expect(repeat(3, 2)).toEqual(Array(2).fill('203.0.113.5:40112'));
  });

  it('that was remembered is given up when it repeats again', () => {
    repeat(1, 2);
    const atViaPort = repeat(2, 2);

    expect(atViaPort).toEqual(['203.0.113.5:5070', '203.0.113.5:40112']);
    expect(answer(relay(request('REGISTER', 3)))).toBe('203.0.113.5:40112');
  });

  it.each(['CANCEL', 'ACK'])('is none that sends its %s', (method) => {
    const invite = relay(request('INVITE', 1));
    const first = answer(invite, '183 Session Progress');
    relay(request(method, 1));
    const final = answer(invite, '487 Request Terminated');
    const next = answer(relay(request('INVITE', 2)));

    expect([first, final, next]).toEqual(Array(3).fill('203.0.113.5:40112'));
  });

  it('is none behind NAT, where the answer was only late: the router lets no other port in', () => {
    const vias = ['SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1'];
    const impatient = makePhoneRequest('REGISTER', { vias, contact, cSeq: 1, lines: [userAgent] });
    const first = relay(impatient);
    const ports = [answer(first)];
    relay(impatient);
    ports.push(answer(first));

    expect(ports).toEqual(Array(2).fill('203.0.113.5:40112'));
    expect(answer(relay(request('INVITE', 2)))).toBe('203.0.113.5:40112');
  });
});

describe('a phone on a slow line that says its public address, and repeats what is being answered', () => {
  const nonce = '1795244400/0f1e2d3c';
  const credentials = `Authorization: Digest username="4001",realm="asterisk",nonce="${nonce}",uri="sip:pbx.example.com",response="${'ab'.repeat(16)}"`;
  const behindNat = (cSeq: number, lines: readonly string[] = []) =>
    makePhoneRequest('REGISTER', {
      cSeq,
      vias: [`SIP/2.0/UDP 203.0.113.5:5060;branch=z9hG4bK${cSeq}`],
      lines,
    });

  it('gets its 200 with the first repetition, and is called where it sends from', async () => {
    const first = relay(behindNat(1));
    answer(first);
    relay(behindNat(1));
    const lost = answer(first);
    const second = relay(behindNat(2, [credentials]));
    const granted = answerAsAsterisk(
      second,
      '200 OK',
      `Contact: <${readContact(second)}>;expires=60`,
    );
    proxy.fromAsterisk(granted);
    const [lostToo] = await proxy.settle();
    relay(behindNat(2, [credentials]));
    proxy.fromAsterisk(granted);
    const [ok] = await proxy.settle();
    const [qualify] = proxy.fromAsterisk(makeAsteriskRequest('OPTIONS', readContact(second)));

    expect([lost, lostToo?.to]).toEqual(Array(2).fill('203.0.113.5:5060'));
    expect(ok?.to).toBe('203.0.113.5:40112');
    expect(ok?.text).toMatch(/^SIP\/2\.0 200 /);
    expect(qualify?.to).toBe('203.0.113.5:40112');
  });
});
