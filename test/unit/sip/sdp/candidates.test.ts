import { describe, expect, it } from 'vitest';
import { parseCandidate } from '../../../../src/sip/sdp/candidates.ts';
import { rewriteMedia } from '../../../../src/sip/sdp/rewrite-media.ts';
import { makeOffer, toSdp } from './sdp-text.ts';

const media = { from: new Set(['192.0.2.10', '192.0.2.11']), address: '203.0.113.10' };
const rtp = 'a=candidate:Hc000020a 1 UDP 2130706431 192.0.2.10 16548 typ host';
const rtcp = 'a=candidate:Hc000020a 2 UDP 2130706430 192.0.2.10 16549 typ host';

/** The candidate lines after a rewrite of an offer of one stream. */
function rewriteCandidates(...lines: readonly string[]): string[] {
  const body = makeOffer('192.0.2.10', ...lines);
  const changed = rewriteMedia(body, 'application/sdp', media) ?? body;
  return changed.split('\r\n').filter((line) => line.startsWith('a=candidate'));
}

it('each host candidate of Asterisk’s own gets one at the media address beside it', () => {
  expect(rewriteCandidates(rtp, rtcp)).toEqual([
    rtp,
    'a=candidate:NHc000020a 1 UDP 1694498815 203.0.113.10 16548 typ srflx raddr 192.0.2.10 rport 16548',
    rtcp,
    'a=candidate:NHc000020a 2 UDP 1694498814 203.0.113.10 16549 typ srflx raddr 192.0.2.10 rport 16549',
  ]);
});

it('RFC 8839 §4.2.1.2: the default destination is among the candidates', () => {
  const changed = rewriteMedia(makeOffer('192.0.2.10', rtp), 'application/sdp', media) ?? '';

  const [, address] = /c=IN IP4 (\S+)/.exec(changed) ?? [];
  const [, port] = /m=audio (\d+)/.exec(changed) ?? [];
  const candidates = changed.split('\r\n').map(parseCandidate);

  expect(candidates).toContainEqual(expect.objectContaining({ address, port, component: '1' }));
});

it('what follows the type goes along', () => {
  const [, added] = rewriteCandidates(`${rtp} generation 0 ufrag x`);

  expect(added).toMatch(/ raddr 192\.0\.2\.10 rport 16548 generation 0 ufrag x$/);
});

it('RFC 8445 §5.1.2: a priority that the component has already is not used again', () => {
  const stun =
    'a=candidate:Sc6336409 1 UDP 1694498815 198.51.100.9 16548 typ srflx raddr 192.0.2.10 rport 16548';

  const [, added] = rewriteCandidates(rtp, stun);

  expect(added).toContain(' 1 UDP 1694498559 203.0.113.10 ');
});

it('RFC 8445 §5.1.1.3: a foundation that is there already is not used again', () => {
  const other =
    'a=candidate:NHc000020a 1 UDP 5 198.51.100.9 16548 typ relay raddr 192.0.2.10 rport 1';

  const [, added] = rewriteCandidates(rtp, other);

  expect(added).toMatch(/^a=candidate:NNHc000020a /);
});

it('a foundation of the greatest length stays one', () => {
  const [, added] = rewriteCandidates(rtp.replace('Hc000020a', 'N'.repeat(32)));

  expect(added).toMatch(/^a=candidate:N{32} /);
});

describe('adds none', () => {
  it.each([
    ['for an address of somebody else', rtp.replace('192.0.2.10', '198.51.100.9')],
    [
      'for a candidate that is not host',
      rtp.replace('typ host', 'typ relay raddr 192.0.2.10 rport 1'),
    ],
    ['for TCP', `${rtp.replace('UDP', 'TCP')} tcptype passive`],
    ['for a name', rtp.replace('192.0.2.10', 'f3b8.local')],
    ['for the other address family', rtp.replace('192.0.2.10', '2001:db8::10')],
    ['for a line that cannot be read', rtp.replace(' typ', '')],
    ['for a line of another attribute', rtp.replace('candidate', 'candidates')],
  ])('%s', (_, line) => {
    expect(rewriteCandidates(line)).toEqual([line].filter((kept) => /^a=candidate/.test(kept)));
  });

  it.each(['typ srflx raddr 192.0.2.10 rport 16548', 'typ host'])(
    'where one with that address and port is there, %s',
    (type) => {
      const there = `a=candidate:S1 1 udp 1694498815 203.0.113.10 16548 ${type}`;

      expect(rewriteCandidates(rtp, there)).toEqual([rtp, there]);
    },
  );
});

it('the same port in another stream is another candidate', () => {
  const there =
    'a=candidate:S1 1 UDP 1694498815 203.0.113.10 16548 typ srflx raddr 0.0.0.0 rport 0';

  expect(rewriteCandidates(rtp, 'm=video 16548 RTP/AVP 96', there)).toHaveLength(3);
});

describe('the new line ends as the old one does', () => {
  const added =
    'a=candidate:NHc000020a 1 UDP 1694498815 203.0.113.10 16548 typ srflx raddr 192.0.2.10 rport 16548';

  it('in LF', () => {
    const body = toSdp(['v=0', rtp, 'a=x'], '\n');

    expect(rewriteMedia(body, 'application/sdp', media)).toBe(
      toSdp(['v=0', rtp, added, 'a=x'], '\n'),
    );
  });

  it('in nothing, and the one before it gets the usual end', () => {
    expect(rewriteMedia(`v=0\r\n${rtp}`, 'application/sdp', media)).toBe(
      `v=0\r\n${rtp}\r\n${added}`,
    );
  });
});
