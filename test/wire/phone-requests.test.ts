import { beforeEach, describe, expect, it } from 'vitest';
import { expectGolden, readGolden } from './golden.ts';
import { phone, RecordedProxy } from './recorded-proxy.ts';

let proxy: RecordedProxy;

beforeEach(async () => {
  proxy = await new RecordedProxy().open();
});

describe('a request of a phone goes on to Asterisk', () => {
  it.each([
    [
      'RFC 3581 §6: received and rport on the Via of the example',
      'invite-rfc3581',
      { address: '192.0.2.1', port: 9988 },
    ],
    ['RFC 3581 §4: rport for a phone that does not offer it', 'register-without-rport', phone],
    ['RFC 3581 §4: rport where the phone offers it', 'register-offering-rport', phone],
    [
      'RFC 3581 §4: received and rport that the phone made up are replaced',
      'register-lying-via',
      phone,
    ],
    ['RFC 3261 §7.3.3: compact forms stay compact', 'register-compact', phone],
    [
      'RFC 3261 §7.3.1: a folded Via becomes one line, all else stays folded',
      'options-folded',
      phone,
    ],
    ['RFC 3261 §7.3.1: two Vias in one line, the first is stamped', 'options-two-vias', phone],
    [
      'RFC 3261 §16.6 step 3: Max-Forwards 70 where there is none',
      'options-without-max-forwards',
      phone,
    ],
    ['RFC 3261 §16.4: a Route of ours goes, the next one stays', 'options-preloaded-route', phone],
    ['RFC 3261 §16.4: Routes of ours on several lines go', 'options-only-our-routes', phone],
    ['Path and X-Farend-* of the phone go', 'register-untrusted', phone],
    ['a Contact with transport, maddr and sips becomes ours', 'register-transport', phone],
    [
      'RFC 5626 §4.1: +sip.instance and q go on, other parameters do not',
      'register-instance',
      phone,
    ],
    ['IPv6', 'register-ipv6', { address: '2001:db8:1::1', port: 40112 }],
  ])('%s', (_, name, source) => {
    const sent = proxy.fromPhone(
      readGolden(`${name}.in`),
      source,
      source.address.includes(':') ? '[2001:db8::2]:5060' : undefined,
    );

    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ from: '198.51.100.10:5062', to: '198.51.100.20:5060' });
    expectGolden(`${name}.out`, sent[0]?.text ?? '');
  });

  it('RFC 3261 §16.11: a retransmission as the same bytes', () => {
    const [first] = proxy.fromPhone(readGolden('register-without-rport.in'));
    proxy.pass(500);
    const [second] = proxy.fromPhone(readGolden('register-without-rport.in'));

    expect(second).toEqual(first);
  });

  it('RFC 3261 §16.11: also after a restart', async () => {
    const [first] = proxy.fromPhone(readGolden('register-without-rport.in'));
    const [second] = (await new RecordedProxy().open()).fromPhone(
      readGolden('register-without-rport.in'),
    );

    expect(second).toEqual(first);
  });
});

describe('a request that farend refuses is answered from the socket that it came to', () => {
  it.each([
    ['RFC 3261 §16.3 step 3: no hops left', 'options-no-hops-left', 'too-many-hops'],
    [
      'RFC 3261 §16.3 step 5: extensions that we do not know',
      'options-proxy-require',
      'bad-extension',
    ],
    ['RFC 3261 §8.1.1.5: CSeq of another method', 'options-bad-cseq', 'bad-cseq'],
  ] as const)('%s', (_, name, reason) => {
    const sent = proxy.fromPhone(readGolden(`${name}.in`), phone, '192.0.2.2:5070');

    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ from: '192.0.2.2:5070', to: '203.0.113.5:40112' });
    expectGolden(`${name}.out`, sent[0]?.text ?? '');
    expect(proxy.parts.counts.get(reason)).toBe(1);
  });

  it('RFC 3261 §21.5.4: no Asterisk that is alive', () => {
    for (const peer of proxy.parts.peers.all) peer.isAlive = false;

    const sent = proxy.fromPhone(readGolden('options-no-asterisk.in'));

    expect(sent).toHaveLength(1);
    expectGolden('options-no-asterisk.out', sent[0]?.text ?? '');
  });
});

it.each(['register', 'Register', 'iNVITE', 'ack'])(
  'RFC 3261 §7.1: %s is no method, and Asterisk, which takes it for one, never sees it',
  (method) => {
    const text = readGolden('register-without-rport.in')
      .toString('latin1')
      .replaceAll('REGISTER', method);

    expect(proxy.fromPhone(text)).toEqual([]);
    expect(proxy.parts.counts.get('misspelled-method')).toBe(1);
  },
);

it('RFC 3261 §7.1: a method that nobody knows goes on, whatever its case', () => {
  const text = readGolden('options-two-vias.in').toString('latin1').replaceAll('OPTIONS', 'x-New');

  const [sent] = proxy.fromPhone(text);

  expect(sent?.text).toMatch(/^x-New sip:/);
});
