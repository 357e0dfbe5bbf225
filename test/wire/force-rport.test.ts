// `forceRport`: where answers go, and what the Via says about it on both sides.

import { describe, expect, it } from 'vitest';
import { makeOffer } from '../unit/sip/sdp/sdp-text.ts';
import { RecordedProxy } from './recorded-proxy.ts';
import { makeAnswer, makePhoneRequest, readAll } from './sip-text.ts';

const behindNat = { address: '203.0.113.5', port: 40112 };

interface Scene {
  readonly forceRport?: 'always' | 'behind-nat';
  readonly localNetworks?: readonly string[];
  readonly source?: typeof behindNat;
  readonly sentBy?: string;
  readonly contact?: string;
  readonly rport?: '' | ';rport';
  /** Where the phone wants its media. */
  readonly media?: string;
}

/** A request goes to Asterisk and its answer comes back: what each of them saw, and where it went. */
async function exchange(method: string, scene: Scene) {
  const { forceRport = 'behind-nat', source = behindNat, rport = '' } = scene;
  const { sentBy = '203.0.113.5:5060', contact = 'sip:4001@203.0.113.5:5060' } = scene;
  const options = { forceRport, localNetworks: scene.localNetworks ?? [] };
  const proxy = await new RecordedProxy(undefined, options).open();
  const vias = [`SIP/2.0/UDP ${sentBy}${rport};branch=z9hG4bK1`];
  const request = makePhoneRequest(method, { vias, contact });
  const [relayed] = proxy.fromPhone(withMedia(request, scene.media), source);
  const [answered] = proxy.fromAsterisk(makeAnswer(relayed?.text ?? '', '404 Not Found'));
  return {
    toAsterisk: readAll(relayed?.text, 'Via')[1],
    to: answered?.to,
    toPhone: readAll(answered?.text, 'Via')[0],
  };
}

function withMedia(request: string, media: string | undefined): string {
  if (media === undefined) return request;
  const body = makeOffer(media);
  const headers = `Content-Type: application/sdp\r\nContent-Length: ${body.length}\r\n\r\n`;
  return request.replace('Content-Length: 0\r\n\r\n', headers + body);
}

const atSource = {
  toAsterisk: 'SIP/2.0/UDP 203.0.113.5:5060;branch=z9hG4bK1;received=203.0.113.5;rport=40112',
  to: '203.0.113.5:40112',
  toPhone: 'SIP/2.0/UDP 203.0.113.5:5060;branch=z9hG4bK1;received=203.0.113.5',
};
const atViaPort = {
  toAsterisk: 'SIP/2.0/UDP 203.0.113.5:5060;branch=z9hG4bK1;received=203.0.113.5',
  to: '203.0.113.5:5060',
  toPhone: 'SIP/2.0/UDP 203.0.113.5:5060;branch=z9hG4bK1;received=203.0.113.5',
};

describe('forceRport: behind-nat', () => {
  it('RFC 3261 §18.2.2: answers a phone that shows no NAT at the port in its Via', async () => {
    expect(await exchange('INVITE', {})).toEqual(atViaPort);
  });

  it('RFC 3261 §18.2.2: at 5060 where the Via names no port', async () => {
    expect((await exchange('INVITE', { sentBy: '203.0.113.5' })).to).toBe('203.0.113.5:5060');
  });

  it('answers a REGISTER at its source port all the same', async () => {
    expect(await exchange('REGISTER', {})).toEqual(atSource);
  });

  it('RFC 3581 §4: answers at the source port where rport is offered', async () => {
    expect(await exchange('INVITE', { rport: ';rport' })).toEqual({
      toAsterisk: 'SIP/2.0/UDP 203.0.113.5:5060;received=203.0.113.5;rport=40112;branch=z9hG4bK1',
      to: '203.0.113.5:40112',
      toPhone: 'SIP/2.0/UDP 203.0.113.5:5060;received=203.0.113.5;rport=40112;branch=z9hG4bK1',
    });
  });

  it.each([
    ['a private address in the Via', { sentBy: '192.168.1.50:5060' }],
    ['another public address in the Via', { sentBy: '198.51.100.99:5060' }],
    ['a carrier’s address in the Via', { sentBy: '100.64.0.9:5060' }],
    ['a private address in the Contact', { contact: 'sip:4001@192.168.1.50:5060' }],
    ['a private address in the SDP', { media: '192.168.1.50' }],
  ])('answers at the source port after %s', async (_, scene) => {
    expect((await exchange('INVITE', scene)).to).toBe('203.0.113.5:40112');
  });

  it('answers a phone whose media has its own address at the port in its Via', async () => {
    expect(await exchange('INVITE', { media: '203.0.113.5' })).toEqual(atViaPort);
  });

  it('answers a phone in a local network at the port in its Via', async () => {
    const scene = {
      localNetworks: ['192.168.7.0/24'],
      source: { address: '192.168.7.50', port: 6000 },
      sentBy: '192.168.7.50:5060',
      contact: 'sip:4001@192.168.7.50:5060',
    };

    expect((await exchange('INVITE', scene)).to).toBe('192.168.7.50:5060');
  });
});

it('forceRport: always answers every method at its source port', async () => {
  for (const method of ['REGISTER', 'INVITE', 'OPTIONS', 'BYE', 'SUBSCRIBE'])
    expect(await exchange(method, { forceRport: 'always' })).toEqual(atSource);
});
