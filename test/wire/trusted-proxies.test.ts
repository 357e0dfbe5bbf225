// `trustedProxies`: an SBC in front of farend. Where the phone is stands in the Via below the proxy's.

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
} from './sip-text.ts';

const sbc = { address: '192.0.2.129', port: 5060 };
const stranger = { address: '192.0.2.66', port: 5060 };
const credentials = makeCredentials('0a');

let proxy: RecordedProxy;

beforeEach(async () => {
  const trustedProxies = createNetworkSet(['192.0.2.128/28']);
  proxy = await new RecordedProxy(undefined, { trustedProxies }).open();
});

interface Relayed {
  /** The phone's Via, as the proxy in front stamped it. */
  readonly phoneVia?: string;
  readonly cSeq?: number;
  readonly callId?: string;
  readonly lines?: readonly string[];
}

const usualVia = 'SIP/2.0/UDP 192.168.1.50:5060;received=203.0.113.5;rport=40112';

/** What a phone sends, as the proxy in front passes it on. */
function makeRelayed(method: string, parts: Relayed = {}): string {
  const { phoneVia = usualVia, cSeq = 1, callId = 'call-1', lines = [] } = parts;
  const vias = [
    `SIP/2.0/UDP 192.0.2.129:5060;branch=z9hG4bKsbc${cSeq}${callId}`,
    `${phoneVia};branch=z9hG4bKphone${cSeq}`,
  ];
  const contact = 'sip:4001@192.168.1.50:5090';
  return makePhoneRequest(method, { vias, cSeq, callId, lines, contact });
}

/** Registers, with the credentials if there are any; returns what Asterisk got. */
async function register(parts: Relayed = {}, source = sbc): Promise<string> {
  const [sent] = proxy.fromPhone(makeRelayed('REGISTER', parts), source);
  const relayed = sent?.text ?? '';
  const granted = `Contact: <${readContact(relayed)}>;expires=60`;
  proxy.fromAsterisk(answerAsAsterisk(relayed, '200 OK', granted));
  await proxy.settle();
  return relayed;
}

/** @param nonce two hex digits */
function makeCredentials(nonce: string): string {
  return `Authorization: Digest username="4001",realm="asterisk",nonce="${nonce}",uri="sip:pbx.example.com",response="${nonce.repeat(16)}"`;
}

function challengePhone(nonce = '0a', parts: Relayed = {}): void {
  const [sent] = proxy.fromPhone(makeRelayed('REGISTER', parts), sbc);
  const challenge = `WWW-Authenticate: Digest realm="asterisk",nonce="${nonce}"`;
  proxy.fromAsterisk(answerAsAsterisk(sent?.text ?? '', '401 Unauthorized', challenge));
}

describe('the phone behind it is where the Via below says', () => {
  it.each([
    ['received and rport', usualVia, '203.0.113.5:40112'],
    ['received alone', 'SIP/2.0/UDP 192.168.1.50:5062;received=203.0.113.5', '203.0.113.5:5062'],
    ['the port of nobody', 'SIP/2.0/UDP 192.168.1.50;received=203.0.113.5', '203.0.113.5:5060'],
    ['what the phone wrote', 'SIP/2.0/UDP 203.0.113.9:5064', '203.0.113.9:5064'],
    ['IPv6', 'SIP/2.0/UDP [fd00::5];received=[2001:db8::5];rport=7000', '[2001:db8::5]:7000'],
  ])('by %s', async (_, phoneVia, source) => {
    await register({ phoneVia });

    expect(proxy.observations.at(-1)).toMatchObject({
      source,
      topVia: `${phoneVia};branch=z9hG4bKphone1`,
    });
  });

  it('the NAT tests are on that Via, against that address', async () => {
    await register();
    const behindNat = proxy.observations.at(-1);
    await register({ phoneVia: 'SIP/2.0/UDP 203.0.113.5:40112;rport=40112', callId: 'call-2' });
    const direct = proxy.observations.at(-1);

    expect(behindNat?.natTests).toEqual([
      'private-contact',
      'diff-ip-src-via',
      'private-via',
      'diff-port-src-via',
      'diff-ip-src-contact',
      'diff-port-src-contact',
    ]);
    expect(behindNat?.rportOffered).toBe(true);
    expect(direct?.natTests).not.toContain('private-via');
  });

  it('a proxy that leaves no Via of the phone is the phone itself', async () => {
    const text = makePhoneRequest('REGISTER', { vias: ['SIP/2.0/UDP 192.0.2.129:5060;branch=x'] });
    const [sent] = proxy.fromPhone(text, sbc);
    const granted = `Contact: <${readContact(sent?.text)}>;expires=60`;
    proxy.fromAsterisk(answerAsAsterisk(sent?.text ?? '', '200 OK', granted));
    await proxy.settle();

    expect(proxy.observations.at(-1)?.source).toBe('192.0.2.129:5060');
  });

  it('nobody else is believed', async () => {
    await register({}, stranger);

    expect(proxy.observations.at(-1)?.source).toBe('192.0.2.66:5060');
  });
});

describe('messages go by way of the proxy', () => {
  it('answers, with its Via stamped and that of the phone untouched', () => {
    const [sent] = proxy.fromPhone(makeRelayed('INVITE'), { ...sbc, port: 6060 });
    const [answered] = proxy.fromAsterisk(makeAnswer(sent?.text ?? '', '404 Not Found'));

    expect(answered?.to).toBe('192.0.2.129:6060');
    expect(readAll(answered?.text, 'Via')).toEqual([
      'SIP/2.0/UDP 192.0.2.129:5060;branch=z9hG4bKsbc1call-1;received=192.0.2.129',
      `${usualVia};branch=z9hG4bKphone1`,
    ]);
  });

  it('requests of Asterisk', async () => {
    const relayed = await register();

    const [sent] = proxy.fromAsterisk(makeAsteriskRequest('OPTIONS', readContact(relayed)));

    expect(sent?.to).toBe('192.0.2.129:5060');
  });

  it.each([{ endpoint: '4001' }, { network: '203.0.113.0/24' }])(
    'requests of Asterisk, also to a phone that the file exempts by %j',
    async (entry) => {
      proxy.parts.exemptions.configure([entry]);
      const relayed = await register();

      const [sent] = proxy.fromAsterisk(makeAsteriskRequest('OPTIONS', readContact(relayed)));

      expect(sent?.to).toBe('192.0.2.129:5060');
    },
  );
});

describe('credentials', () => {
  it('pass over the nonce that went to the phone', () => {
    challengePhone();

    const [sent] = proxy.fromPhone(makeRelayed('REGISTER', { cSeq: 2, lines: [credentials] }), sbc);

    expect(readAll(sent?.text, 'Authorization')).toHaveLength(1);
  });

  it('are held back from another phone behind the same proxy', () => {
    challengePhone();
    const other = 'SIP/2.0/UDP 192.168.1.50:5060;received=198.51.100.66;rport=5060';

    const text = makeRelayed('REGISTER', { phoneVia: other, cSeq: 2, lines: [credentials] });
    const [sent] = proxy.fromPhone(text, sbc);

    expect(readAll(sent?.text, 'Authorization')).toEqual([]);
  });

  it('are held back from another port of the phone’s address, once they were used', () => {
    challengePhone();
    proxy.fromPhone(makeRelayed('REGISTER', { cSeq: 2, lines: [credentials] }), sbc);
    const other = usualVia.replace('40112', '40113');

    const text = makeRelayed('REGISTER', { phoneVia: other, cSeq: 2, lines: [credentials] });
    const [sent] = proxy.fromPhone(text, sbc);

    expect(readAll(sent?.text, 'Authorization')).toEqual([]);
  });

  it('are held back from a stranger who writes the Vias of both', () => {
    challengePhone();

    const text = makeRelayed('REGISTER', { cSeq: 2, lines: [credentials] });
    const [sent] = proxy.fromPhone(text, stranger);

    expect(readAll(sent?.text, 'Authorization')).toEqual([]);
  });
});

describe('devices', () => {
  it('a phone that begins anew stays the same one', async () => {
    const before = await register();
    const after = await register({ callId: 'call-2', cSeq: 7 });

    expect(readContact(after)).not.toBe('');
    expect(readContact(after)).toBe(readContact(before));
  });

  it('and one that is asked for credentials too, without a ping', async () => {
    challengePhone();
    const before = await register({ cSeq: 2, lines: [credentials] });
    challengePhone('0b', { callId: 'call-2', cSeq: 6 });
    const lines = [makeCredentials('0b')];
    const text = makeRelayed('REGISTER', { callId: 'call-2', cSeq: 7, lines });

    const sent = proxy.fromPhone(text, sbc);

    expect(sent.map(({ to }) => to)).toEqual(['198.51.100.20:5060']);
    expect(readContact(sent[0]?.text)).toBe(readContact(before));
  });

  it('two sites with the same private addresses stay two', async () => {
    const one = await register();
    const other = 'SIP/2.0/UDP 192.168.1.50:5060;received=198.51.100.66;rport=5060';
    const two = await register({ phoneVia: other, callId: 'call-2' });

    expect(readContact(two)).not.toBe('');
    expect(readContact(two)).not.toBe(readContact(one));
  });
});
