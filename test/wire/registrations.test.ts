import { beforeEach, describe, expect, it } from 'vitest';
import { answerAsAsterisk } from './asterisk-answer.ts';
import { expectGolden, readGolden } from './golden.ts';
import { phone, RecordedProxy } from './recorded-proxy.ts';

const challenge =
  'WWW-Authenticate: Digest realm="asterisk",nonce="1795244400/0f1e2d3c",opaque="5ccc069c",algorithm=MD5,qop="auth"';
const attacker = { address: '192.0.2.66', port: 5060 };

let proxy: RecordedProxy;

beforeEach(async () => {
  proxy = await new RecordedProxy().open();
});

/** What Asterisk gets of a request; the golden file is checked elsewhere unless it is named here. */
function relay(name: string, source = phone): string {
  return proxy.fromPhone(readGolden(`${name}.in`), source)[0]?.text ?? '';
}

/** Asterisk's answer goes in, what the phone gets comes out; both are golden. */
async function answer(name: string, relayed: string, status: string, ...lines: readonly string[]) {
  const bytes = answerAsAsterisk(relayed, status, ...lines);
  expectGolden(`${name}.in`, bytes);
  proxy.fromAsterisk(bytes);
  const sent = await proxy.settle();
  expect(sent).toHaveLength(1);
  expectGolden(`${name}.out`, sent[0]?.text ?? '');
  return sent[0];
}

/** The Contact that Asterisk got, with the expiry that it grants. */
function contactOf(relayed: string, seconds: number): string {
  const uri = /\r\n(?:Contact|m): (<[^>]+>)/.exec(relayed)?.[1];
  return `Contact: ${uri};expires=${seconds}`;
}

/** The usual phone registers: challenge, answer, 200. */
async function register(): Promise<string> {
  proxy.fromAsterisk(
    answerAsAsterisk(relay('register-without-rport'), '401 Unauthorized', challenge),
  );
  const relayed = relay('register-authorized');
  proxy.fromAsterisk(answerAsAsterisk(relayed, '200 OK', contactOf(relayed, 3599)));
  await proxy.settle();
  expect(proxy.parts.bindings.size).toBe(1);
  return contactOf(relayed, 3599);
}

describe('an answer of Asterisk goes back to the phone', () => {
  it('RFC 3581 §6: with received directly before rport, to where the request came from', async () => {
    const source = { address: '192.0.2.1', port: 9988 };

    const sent = await answer('response-rfc3581', relay('invite-rfc3581', source), '200 OK');

    expect(sent).toMatchObject({ from: '192.0.2.2:5060', to: '192.0.2.1:9988' });
    expect(sent?.text).toContain(
      '\r\nVia: SIP/2.0/UDP 10.1.1.1:4540;received=192.0.2.1;rport=9988;branch=z9hG4bKkjshdyff\r\n',
    );
  });

  it('RFC 3261 §18.2.1: a phone that offers no rport gets none back, and is reached all the same', async () => {
    const sent = await answer(
      'response-401-without-rport',
      relay('register-without-rport'),
      '401 Unauthorized',
      challenge,
    );

    expect(sent).toMatchObject({ from: '192.0.2.2:5060', to: '203.0.113.5:40112' });
    expect(sent?.text).not.toContain('rport');
  });

  it('RFC 3261 §7.3.1: with the same Via, whether Asterisk writes one on a line or all on one', async () => {
    const apart = answerAsAsterisk(relay('register-without-rport'), '401 Unauthorized', challenge);
    const together = Buffer.from(apart.toString('latin1').replace(/\r\nVia: (?=.*\r\nCall)/, ', '));

    for (const bytes of [apart, together]) {
      proxy.fromAsterisk(bytes);
      const [sent] = await proxy.settle();
      expect(sent?.text.match(/^Via: .*branch=z9hG4bK1\b.*$/gm)).toHaveLength(1);
      expect(sent?.text.match(/^Via: /gm)).toHaveLength(1);
      relay('register-without-rport');
    }
    expect(together.toString('latin1').match(/^Via: /gm)).toHaveLength(1);
  });

  it('RFC 3261 §16.7 step 3: with the Vias below ours as they were', async () => {
    await answer('response-two-vias', relay('options-two-vias'), '404 Not Found');
  });

  it('from the socket that the request came to', () => {
    const [relayed] = proxy.fromPhone(readGolden('invite-rfc3581.in'), phone, '192.0.2.2:5070');

    const [sent] = proxy.fromAsterisk(answerAsAsterisk(relayed?.text ?? '', '100 Trying'));

    expect(sent?.from).toBe('192.0.2.2:5070');
  });

  it('over IPv6', async () => {
    const [relayed] = proxy.fromPhone(
      readGolden('register-ipv6.in'),
      { address: '2001:db8:1::1', port: 40112 },
      '[2001:db8::2]:5060',
    );

    const sent = await answer('response-ipv6', relayed?.text ?? '', '403 Forbidden');

    expect(sent).toMatchObject({ from: '[2001:db8::2]:5060', to: '2001:db8:1::1:40112' });
  });
});

describe('the 200 to a REGISTER shows the phone its own Contact', () => {
  it('with the seconds that Asterisk grants, and no Path', async () => {
    const relayed = relay('register-without-rport');

    await answer(
      'response-200-register',
      relayed,
      '200 OK',
      contactOf(relayed, 3599),
      'Path: <sip:other@198.51.100.10:5062;lr>',
    );
  });

  it('with its transport, maddr, sips and parameters as they were', async () => {
    const relayed = relay('register-transport');

    await answer('response-200-transport', relayed, '200 OK', contactOf(relayed, 599));
  });

  it('with an Expires header that agrees with it', async () => {
    const relayed = relay('register-without-rport');

    await answer(
      'response-200-expires',
      relayed,
      '200 OK',
      contactOf(relayed, 120),
      'Expires: 3600',
    );
  });

  it('with its compact form', async () => {
    const relayed = relay('register-compact');

    await answer('response-200-compact', relayed, '200 OK', contactOf(relayed, 3599));
  });

  it('once the binding is kept, not before', async () => {
    let keep = () => {};
    proxy = await new RecordedProxy({
      record: (_, done) => {
        keep = done;
      },
      recordLazily: () => undefined,
    }).open();
    const relayed = relay('register-without-rport');

    proxy.fromAsterisk(answerAsAsterisk(relayed, '200 OK', contactOf(relayed, 3599)));

    expect(await proxy.settle()).toEqual([]);
    keep();
    expect(await proxy.settle()).toHaveLength(1);
  });

  it('and no Contact of another device', async () => {
    const relayed = relay('register-without-rport');

    await answer(
      'response-200-others',
      relayed,
      '200 OK',
      'Contact: <sip:4001@198.51.100.10:5062;fe=ffffffffffffffff>;expires=60',
      contactOf(relayed, 3599),
      'Contact: <sip:4001@192.0.2.200:5060>;expires=70',
    );
  });
});

describe('a registered phone', () => {
  it('pjsua: names its new and its old Contact at once and stays registered', async () => {
    await register();
    const relayed = relay('register-two-contacts');
    expectGolden('register-two-contacts.out', relayed);

    await answer('response-200-two-contacts', relayed, '200 OK', contactOf(relayed, 3599));

    const [binding] = [...proxy.parts.bindings.all()];
    expect(binding?.contactUri).toBe('sip:4001@203.0.113.5:40112;ob');
    expect(binding?.expiresAt).toBe(proxy.now + 3_599_000);
  });

  it('RFC 3261 §10.2.2: ends all its registrations by a star', async () => {
    await register();
    const relayed = relay('register-star');
    expectGolden('register-star.out', relayed);

    await answer('response-200-star', relayed, '200 OK');

    const [binding] = [...proxy.parts.bindings.all()];
    expect(binding?.expiresAt).toBe(proxy.now);
  });

  it('RFC 3261 §10.2.2: ends its registration by an Expires header of 0', async () => {
    await register();
    const relayed = relay('unregister-by-header');
    expectGolden('unregister-by-header.out', relayed);

    await answer('response-200-unregister', relayed, '200 OK');

    expect(proxy.observations.at(-1)?.binding).toBe('removed');
    expect([...proxy.parts.bindings.all()][0]?.expiresAt).toBe(proxy.now);
  });

  it('RFC 3261 §10.2.3: asks for its Contacts and sees them as it wrote them', async () => {
    const contact = await register();
    const relayed = relay('register-query');
    expectGolden('register-query.out', relayed);

    await answer(
      'response-200-query',
      relayed,
      '200 OK',
      contact,
      'Contact: <sip:4001@192.0.2.200:5060>;expires=70',
    );
  });
});

describe('credentials that were sniffed', () => {
  it('go no further, and Asterisk’s challenge says stale', async () => {
    await register();
    // The attacker asks for a challenge in the same second and is given the same nonce.
    const [asked] = proxy.fromPhone(readGolden('register-without-rport.in'), attacker);
    proxy.fromAsterisk(answerAsAsterisk(asked?.text ?? '', '401 Unauthorized', challenge));

    const relayed = relay('register-replayed', attacker);
    expectGolden('register-replayed.out', relayed);
    await answer('response-401-stale', relayed, '401 Unauthorized', challenge);

    expect(relayed).not.toContain('Authorization');
    expect(proxy.observations.at(-1)?.credentials).toBe('replayed');
    expect(proxy.notices).toMatchObject([
      { source: attacker.address, detail: 'REGISTER, first from 203.0.113.5' },
    ]);
  });

  it.each([
    ['in upper case', (text: string) => text.replace('6629fae4', '6629FAE4')],
    ['with a digit more', (text: string) => text.replace('4ef1"', '4ef1f"')],
    [
      'folded after the colon',
      (text: string) => text.replace('Authorization: ', 'Authorization:\r\n '),
    ],
    [
      'under Proxy-Authorization',
      (text: string) => text.replace('Authorization', 'Proxy-Authorization'),
    ],
    ['named twice', (text: string) => text.replace(',algorithm', ',response="0",algorithm')],
    [
      'behind other credentials',
      (text: string) => text.replace('Authorization', 'Authorization: Basic x\r\nAuthorization'),
    ],
  ])('go no further %s', async (_, change) => {
    await register();
    const [asked] = proxy.fromPhone(readGolden('register-without-rport.in'), attacker);
    proxy.fromAsterisk(answerAsAsterisk(asked?.text ?? '', '401 Unauthorized', challenge));
    const text = readGolden('register-replayed.in').toString('latin1');

    const [sent] = proxy.fromPhone(change(text), attacker);

    expect(change(text)).not.toBe(text);
    expect(sent?.text).not.toContain('Digest');
  });
});
