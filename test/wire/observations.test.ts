// What the proxy tells of registrations: which device, how long, and also of those that went wrong.

import { beforeEach, describe, expect, it } from 'vitest';
import { answerAsAsterisk } from './asterisk-answer.ts';
import { readGolden } from './golden.ts';
import { asterisk, phone, RecordedProxy } from './recorded-proxy.ts';
import { makePhoneRequest } from './sip-text.ts';

let proxy: RecordedProxy;

beforeEach(async () => {
  proxy = await new RecordedProxy().open();
});

function relay(name: string): string {
  return proxy.fromPhone(readGolden(`${name}.in`), phone)[0]?.text ?? '';
}

/** The Contact that Asterisk got, and the token in it. */
function readContact(relayed: string): { uri: string; token: string } {
  const [, uri = '', token = ''] =
    /\r\n(?:Contact|m): (<[^>]+;fe=([0-9a-f]{16})>)/.exec(relayed) ?? [];
  return { uri, token };
}

describe('the observation of a registration', () => {
  it('names the device by the token in the Contact that Asterisk has, and its seconds', async () => {
    const relayed = relay('register-without-rport');
    const { uri, token } = readContact(relayed);

    proxy.fromAsterisk(answerAsAsterisk(relayed, '200 OK', `Contact: ${uri};expires=3599`));
    await proxy.settle();

    expect(proxy.observations).toHaveLength(1);
    expect(proxy.observations[0]).toMatchObject({ device: token, expires: 3_599, statusCode: 200 });
  });

  it('names the device of a refused one, too, which has no seconds', () => {
    const relayed = relay('register-without-rport');

    proxy.fromAsterisk(answerAsAsterisk(relayed, '403 Forbidden'));

    const { token } = readContact(relayed);
    expect(proxy.observations[0]).toMatchObject({ device: token, expires: undefined });
  });

  it('pjsua: is about the Contact that stays, not about the one that goes', async () => {
    const relayed = relay('register-two-contacts');
    const { uri, token } = readContact(relayed);

    proxy.fromAsterisk(answerAsAsterisk(relayed, '200 OK', `Contact: ${uri};expires=3599`));
    await proxy.settle();

    const tokens = relayed.match(/fe=[0-9a-f]{16}/g);
    expect(new Set(tokens).size).toBe(2);
    expect(relayed).not.toMatch(new RegExp(`${token}>[^,]*;expires=0`));
    expect(proxy.observations.at(-1)).toMatchObject({ device: token, expires: 3_599 });
  });

  it('of a phone that listens elsewhere says so', async () => {
    proxy = await new RecordedProxy(undefined, { exempt: [{ endpoint: '4*' }] }).open();
    const relayed = relay('register-without-rport');

    proxy.fromAsterisk(answerAsAsterisk(relayed, '403 Forbidden'));

    expect(proxy.observations[0]).toMatchObject({ isExempt: true, rportOffered: false });
  });
});

describe('the answer to a REGISTER is told', () => {
  const challenge = (realm: string, algorithm: string): string =>
    `WWW-Authenticate: Digest realm="${realm}",nonce="17/${realm}",algorithm=${algorithm}`;

  it('with where it left to and each of its challenges', () => {
    const relayed = relay('register-without-rport');
    const challenges = [challenge('caf\u00c3\u00a9', 'MD5'), challenge('pbx', 'SHA-256')];

    proxy.fromAsterisk(answerAsAsterisk(relayed, '401 Unauthorized', ...challenges));

    expect(proxy.observations[0]?.answer).toEqual({
      sentTo: '203.0.113.5:40112',
      hasRport: false,
      challenges: [
        { realm: 'café', algorithm: 'MD5' },
        { realm: 'pbx', algorithm: 'SHA-256' },
      ],
    });
  });

  it('with the rport that it brought to a phone which offers it', () => {
    const relayed = relay('register-offering-rport');

    proxy.fromAsterisk(answerAsAsterisk(relayed, '403 Forbidden'));

    expect(proxy.observations[0]?.answer).toMatchObject({ hasRport: true, challenges: [] });
  });

  it('with the other port of a phone that listens elsewhere', async () => {
    proxy = await new RecordedProxy(undefined, { exempt: [{ endpoint: '4*' }] }).open();
    const relayed = relay('register-without-rport');

    proxy.fromAsterisk(answerAsAsterisk(relayed, '403 Forbidden'));

    expect(proxy.observations[0]?.answer).toMatchObject({
      sentTo: '203.0.113.5:5060',
      hasRport: false,
    });
  });
});

describe('credentials are told', () => {
  it('with their realm, and a tag in place of the response', () => {
    const response = /response="([0-9a-f]+)"/.exec(readGolden('register-authorized.in').toString());

    proxy.fromAsterisk(answerAsAsterisk(relay('register-authorized'), '403 Forbidden'));

    const [observation] = proxy.observations;
    expect(observation?.digest).toMatchObject({ realm: 'asterisk' });
    expect(observation?.responseTag).toBe(proxy.parts.responseTags.hex(response?.[1] ?? ''));
    expect(JSON.stringify(observation)).not.toContain(response?.[1]);
  });

  it('of a request without them there is neither', () => {
    proxy.fromAsterisk(answerAsAsterisk(relay('register-without-rport'), '403 Forbidden'));

    expect(proxy.observations[0]).toMatchObject({ digest: undefined, responseTag: undefined });
  });
});

describe('a REGISTER that nobody answers', () => {
  it('RFC 3261 §17.1.2.2: is told of once the phone has given up, with status 0', () => {
    relay('register-without-rport');
    proxy.pass(16_000);
    relay('register-without-rport');

    proxy.parts.attempts.forgetOld(proxy.now + 16_000);
    expect(proxy.observations).toEqual([]);
    proxy.parts.attempts.forgetOld(proxy.now + 16_001);

    expect(proxy.observations).toHaveLength(1);
    expect(proxy.observations[0]).toMatchObject({ statusCode: 0, retransmissions: 1 });
  });

  it('because no Asterisk is alive is told of at once, as the 503 that farend gave', () => {
    const [peer] = proxy.parts.peers.all;
    if (peer !== undefined) peer.isAlive = false;

    const [sent] = proxy.fromPhone(readGolden('register-without-rport.in'), phone);

    expect(sent?.text).toContain('SIP/2.0 503 ');
    expect(proxy.observations).toHaveLength(1);
    expect(proxy.observations[0]).toMatchObject({
      statusCode: 503,
      device: undefined,
      source: `${phone.address}:${phone.port}`,
    });
    expect(asterisk.address).toBe(peer?.address);
  });
});

it('a request that comes again after its answer is told of again', () => {
  const relayed = relay('register-without-rport');
  proxy.fromAsterisk(answerAsAsterisk(relayed, '401 Unauthorized'));
  proxy.pass(500);
  const repeated = relay('register-without-rport');
  proxy.fromAsterisk(answerAsAsterisk(repeated, '401 Unauthorized'));

  expect(proxy.observations.map(({ cSeq, retransmissions }) => [cSeq, retransmissions])).toEqual([
    [proxy.observations[0]?.cSeq, 0],
    [proxy.observations[0]?.cSeq, 1],
  ]);
});

describe('what a person reads of a registration', () => {
  /** @param lines header lines, of bytes */
  async function register(contact: string, ...lines: readonly string[]): Promise<void> {
    const relayed =
      proxy.fromPhone(makePhoneRequest('REGISTER', { contact, lines }))[0]?.text ?? '';
    const { uri } = readContact(relayed);
    proxy.fromAsterisk(answerAsAsterisk(relayed, '200 OK', `Contact: ${uri};expires=3599`));
    await proxy.settle();
  }

  it('RFC 3261 §7: is text where the phone sent UTF-8, and the binding keeps its bytes', async () => {
    const userAgent = Buffer.from('Büro 東 1.0').toString('latin1');

    await register('sip:4001@192.168.1.50:5060', `User-Agent: ${userAgent}`);

    expect(proxy.observations[0]?.userAgent).toBe('Büro 東 1.0');
    expect([...proxy.parts.bindings.all()][0]?.userAgent).toBe(userAgent);
  });

  it('is a character for each byte where the phone sent something else', async () => {
    await register('sip:4001@192.168.1.50:5060', 'User-Agent: B\xfcro \xe6\x9d');

    expect(proxy.observations[0]?.userAgent).toBe('B\xfcro \xe6\x9d');
  });

  it('RFC 3261 §19.1.1: holds no password, and the binding keeps the Contact with it', async () => {
    await register('sip:4001:geheim@192.168.1.50:5060');

    expect(JSON.stringify(proxy.observations)).not.toContain('geheim');
    expect(proxy.observations[0]?.contact).toBe('<sip:4001@192.168.1.50:5060>');
    const [binding] = proxy.parts.bindings.all();
    expect(binding?.contactUri).toBe('sip:4001:geheim@192.168.1.50:5060');
  });

  it('nor when Asterisk never answers', () => {
    proxy.fromPhone(makePhoneRequest('REGISTER', { contact: 'sip:4001:geheim@192.168.1.50' }));

    proxy.pass(33_000);
    proxy.parts.attempts.forgetOld(proxy.now);

    expect(proxy.observations.map(({ contact }) => contact)).toEqual(['<sip:4001@192.168.1.50>']);
  });
});
