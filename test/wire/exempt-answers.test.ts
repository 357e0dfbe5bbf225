// A phone that listens elsewhere than it sends answers from the port that it sends from: known of an
// exempt phone, news of any other.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Exemption } from '../../src/proxy/proxy-options.ts';
import { answerAsAsterisk } from './asterisk-answer.ts';
import { RecordedProxy } from './recorded-proxy.ts';
import { makeAnswer, makeAsteriskRequest, makePhoneRequest, readContact } from './sip-text.ts';

const phone = { address: '203.0.113.5', port: 40112 };
const otherSite = { address: '198.51.100.77', port: 40112 };
const lines = ['User-Agent: Aastra 6757i/2.6.0'];

let proxy: RecordedProxy;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

async function open(...exempt: readonly Exemption[]): Promise<void> {
  proxy = await new RecordedProxy(undefined, { exempt }).open();
}

/** A REGISTER with credentials, after its challenge. */
function sendRegister(callId: string, source: typeof phone) {
  const nonce = callId;
  const challenge = `WWW-Authenticate: Digest realm="asterisk",nonce="${nonce}"`;
  const response = `${callId.length}${callId}`.padEnd(32, '0');
  const credentials = `Authorization: Digest username="4001",realm="asterisk",nonce="${nonce}",uri="sip:pbx.example.com",response="${response}"`;
  const [asked] = proxy.fromPhone(makePhoneRequest('REGISTER', { callId, lines }), source);
  proxy.fromAsterisk(answerAsAsterisk(asked?.text ?? '', '401 Unauthorized', challenge));
  const text = makePhoneRequest('REGISTER', { callId, cSeq: 2, lines: [...lines, credentials] });
  return proxy.fromPhone(text, source);
}

async function register(callId = 'aa', source = phone): Promise<string> {
  const relayed = sendRegister(callId, source)[0]?.text ?? '';
  const own = readContact(relayed);
  proxy.fromAsterisk(answerAsAsterisk(relayed, '200 OK', `Contact: <${own}>;expires=60`));
  await proxy.settle();
  return own;
}

/** One like it registers elsewhere: whether it is there still is asked. */
function waitForPing() {
  sendRegister('bb', otherSite);
  vi.advanceTimersByTime(1);
  return proxy.sent[0];
}

/** Asterisk asks after a while, and the phone answers, from the port that it sends from. */
function qualify(own: string, source = phone): void {
  proxy.pass(40_000);
  const [question] = proxy.fromAsterisk(makeAsteriskRequest('OPTIONS', own));
  const [relayed] = proxy.fromPhone(makeAnswer(question?.text ?? '', '200 OK'), source);
  expect(question?.to).toBe('203.0.113.5:5060');
  expect(relayed?.to).toBe('198.51.100.20:5060');
}

describe('an answer of an exempt phone', () => {
  it.each<Exemption>([{ endpoint: '4001' }, { userAgent: 'Aastra*' }, { network: phone.address }])(
    'is no news, for %j',
    async (entry) => {
      await open(entry);

      qualify(await register());

      expect(proxy.notices).toEqual([]);
    },
  );

  it('is news from another address', async () => {
    await open({ endpoint: '4001' });

    qualify(await register(), otherSite);

    expect(proxy.notices).toMatchObject([{ kind: 'answer-from-elsewhere' }]);
  });

  it('is news when the file exempts it no longer', async () => {
    await open({ endpoint: '4001' });
    const own = await register();
    proxy.parts.exemptions.configure([]);

    qualify(own);

    expect(proxy.notices).toMatchObject([{ kind: 'answer-from-elsewhere' }]);
  });

  it('to a ping shows that it is there: one like it elsewhere is another device', async () => {
    await open({ endpoint: '4001' });
    const own = await register();

    const ping = waitForPing();
    proxy.fromPhone(makeAnswer(ping?.text ?? '', '200 OK'), phone);
    const [relayed] = await proxy.settle();

    expect(ping).toMatchObject({ to: '203.0.113.5:5060' });
    expect(relayed?.to).toBe('198.51.100.20:5060');
    expect(readContact(relayed?.text)).not.toBe(own);
    expect(proxy.parts.counts.get('ping-answer')).toBe(1);
  });

  it('to a ping from another address shows nothing', async () => {
    await open({ endpoint: '4001' });
    await register();

    const ping = waitForPing();
    proxy.fromPhone(makeAnswer(ping?.text ?? '', '200 OK'), { ...phone, address: '192.0.2.66' });

    expect(await proxy.settle()).toEqual([]);
    expect(proxy.parts.counts.get('response-from-elsewhere')).toBe(1);
  });
});
