import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MediaRewrite, rewriteMedia } from '../../../../src/sip/sdp/rewrite-media.ts';
import { makeMultipart, makeOffer, toSdp } from './sdp-text.ts';

const inside = new Set(['192.0.2.10', '192.0.2.11', '2001:db8::10']);
const media: MediaRewrite = { from: inside, address: '203.0.113.10' };
const media6: MediaRewrite = { from: inside, address: '2001:db8:1::1' };
const sdp = 'application/sdp';

/** The line after a rewrite; the whole body when more than it changed. */
function rewriteLine(line: string, how = media): string {
  const before = 'v=0\r\ns=-\r\n';
  const body = `${before}${line}\r\nt=0 0\r\n`;
  const changed = rewriteMedia(body, sdp, how) ?? body;
  return changed.startsWith(before) && changed.endsWith('\r\nt=0 0\r\n')
    ? changed.slice(before.length, -'\r\nt=0 0\r\n'.length)
    : changed;
}

describe('puts the media address in the place of one of Asterisk’s own', () => {
  it.each([
    ['c=IN IP4 192.0.2.10', 'c=IN IP4 203.0.113.10'],
    ['c=IN IP4 192.0.2.11', 'c=IN IP4 203.0.113.10'],
    ['c=IN IP4 192.0.2.10/127', 'c=IN IP4 203.0.113.10/127'],
    ['c=IN IP4 192.0.2.10/127/3', 'c=IN IP4 203.0.113.10/127/3'],
    ['o=- 1 2 IN IP4 192.0.2.10', 'o=- 1 2 IN IP4 203.0.113.10'],
    ['a=rtcp:16549 IN IP4 192.0.2.10', 'a=rtcp:16549 IN IP4 203.0.113.10'],
  ])('%s', (line, expected) => {
    expect(rewriteLine(line)).toBe(expected);
  });

  it.each([
    ['c=IN IP6 2001:db8::10', 'c=IN IP6 2001:db8:1::1'],
    ['a=rtcp:16549 IN IP6 2001:db8::10', 'a=rtcp:16549 IN IP6 2001:db8:1::1'],
  ])('IPv6: %s', (line, expected) => {
    expect(rewriteLine(line, media6)).toBe(expected);
  });

  it('at the session and in each media section', () => {
    const more = [
      'm=video 18000 RTP/AVP 96',
      'c=IN IP4 192.0.2.11',
      'a=rtcp:18001 IN IP4 192.0.2.11',
    ];

    const changed = rewriteMedia(makeOffer('192.0.2.10', ...more), sdp, media);

    expect(changed).toBe(
      makeOffer('203.0.113.10', ...more.map((line) => line.replace('192.0.2.11', '203.0.113.10'))),
    );
  });
});

describe('leaves alone', () => {
  it.each([
    ['an address of somebody else', 'c=IN IP4 198.51.100.9'],
    ['hold', 'c=IN IP4 0.0.0.0'],
    ['hold on IPv6', 'c=IN IP6 ::'],
    ['the other address family', 'c=IN IP6 2001:db8::10'],
    ['an address under the name of the other family', 'c=IN IP6 192.0.2.10'],
    ['a name', 'c=IN IP4 pbx.example.com'],
    ['a network that is not the internet', 'c=ATM IP4 192.0.2.10'],
    ['an a=rtcp without an address', 'a=rtcp:16549'],
    ['a line with a field too many', 'c=IN IP4 192.0.2.10 x'],
    ['a line with a field too few', 'o=- 1 IN IP4 192.0.2.10'],
    ['a line with a blank at its end', 'c=IN IP4 192.0.2.10 '],
    ['two blanks', 'c=IN  IP4 192.0.2.10'],
    ['no address at all', 'c=IN IP4'],
    ['other lines that show one', 'i=call 192.0.2.10'],
    ['the peer’s candidates', 'a=remote-candidates:1 192.0.2.10 16548'],
  ])('%s', (_, line) => {
    expect(rewriteLine(line)).toBe(line);
  });

  it('hold, also where every address is to be replaced', () => {
    const everything = { from: { has: () => true }, address: '203.0.113.10' };

    expect(rewriteLine('c=IN IP4 0.0.0.0', everything)).toBe('c=IN IP4 0.0.0.0');
    expect(rewriteLine('c=IN IP6 ::', { ...everything, address: '2001:db8:1::1' })).toBe(
      'c=IN IP6 ::',
    );
  });

  it.each([
    ['text/plain', makeOffer()],
    ['', makeOffer()],
    ['application/pkcs7-mime; smime-type=enveloped-data', makeOffer()],
    ['application/sdp-ng', makeOffer()],
    ['multipart/mixed', makeOffer()],
    ['application/sdp', 'dj0wDQpvPS0gMSAyIElOIElQNCAxOTIuMC4yLjEwDQo='],
    ['application/sdp', 'v=3D0\r\nc=3DIN IP4 192.0.2.10\r\nc=IN IP4 192.0.2.10\r\n'],
    ['application/sdp', ''],
    ['application/sdp', '\x1f\x8b\x08\x00c=IN IP4 192.0.2.10\r\n'],
  ])('a body of type %j: %#', (type, body) => {
    expect(rewriteMedia(body, type, media)).toBeUndefined();
  });

  it('a description without an address of Asterisk’s', () => {
    expect(rewriteMedia(makeOffer('198.51.100.9'), sdp, media)).toBeUndefined();
  });
});

describe('line ends stay as they came', () => {
  it.each([
    ['LF', 'v=0\nc=IN IP4 192.0.2.10\nt=0 0\n'],
    ['CRLF and LF', 'v=0\r\nc=IN IP4 192.0.2.10\nt=0 0\r\n'],
    ['no last one', 'v=0\r\nt=0 0\r\nc=IN IP4 192.0.2.10'],
  ])('%s', (_, body) => {
    expect(rewriteMedia(body, sdp, media)).toBe(body.replace('192.0.2.10', '203.0.113.10'));
  });
});

describe('finds the description', () => {
  it.each([
    'application/sdp',
    'Application/SDP',
    'application/sdp; charset=utf-8',
    'application/sdp ;version=1',
  ])('in a body of type %s', (type) => {
    expect(rewriteMedia(makeOffer(), type, media)).toBe(makeOffer('203.0.113.10'));
  });

  const isup: readonly [readonly string[], string] = [
    ['Content-Type: application/ISUP;version=nxv3', 'Content-Disposition: signal'],
    'c=IN IP4 192.0.2.10\0\xff',
  ];
  const part = (address: string, ...headers: readonly string[]) =>
    [['Content-Type: application/sdp', ...headers], makeOffer(address)] as const;

  it.each([
    ['not quoted', 'multipart/mixed;boundary=b1', 'b1', '\r\n'],
    ['quoted', 'multipart/mixed; boundary="b 1:=;"', 'b 1:=;', '\r\n'],
    ['in another case', 'Multipart/Related; Boundary=b1; type="application/sdp"', 'b1', '\r\n'],
    ['with bare LF', 'multipart/alternative;boundary=b1', 'b1', '\n'],
  ])('in a part, its boundary %s', (_, type, boundary, ending) => {
    const make = (address: string) => makeMultipart(boundary, [isup, part(address)], ending);

    expect(rewriteMedia(make('192.0.2.10'), type, media)).toBe(make('203.0.113.10'));
  });

  it('in several parts', () => {
    const make = (...addresses: readonly string[]) =>
      makeMultipart(
        'b1',
        addresses.map((address) => part(address)),
      );

    const changed = rewriteMedia(
      make('192.0.2.10', '198.51.100.9', '192.0.2.11'),
      'multipart/mixed;boundary=b1',
      media,
    );

    expect(changed).toBe(make('203.0.113.10', '198.51.100.9', '203.0.113.10'));
  });

  it('in a multipart in a multipart, and no deeper', () => {
    const type = (boundary: string) => `multipart/mixed;boundary=${boundary}`;
    const nest = (levels: readonly string[], address: string): string =>
      levels.reduceRight(
        (inner, boundary, at) =>
          makeMultipart(boundary, [
            [
              [`Content-Type: ${at === levels.length - 1 ? sdp : type(levels[at + 1] ?? '')}`],
              inner,
            ],
          ]),
        makeOffer(address),
      );

    expect(rewriteMedia(nest(['a', 'b'], '192.0.2.10'), type('a'), media)).toBe(
      nest(['a', 'b'], '203.0.113.10'),
    );
    expect(rewriteMedia(nest(['a', 'b', 'c'], '192.0.2.10'), type('a'), media)).toBeUndefined();
  });

  it.each([
    ['folded', ['Content-Disposition: session', 'content-type :', ' application/sdp']],
    ['after another header', ['X: Content-Type: text/plain', 'CONTENT-TYPE:application/sdp']],
  ])('in a part whose Content-Type is %s', (_, headers) => {
    const make = (address: string) => makeMultipart('b1', [[headers, makeOffer(address)]]);

    expect(rewriteMedia(make('192.0.2.10'), 'multipart/mixed;boundary=b1', media)).toBe(
      make('203.0.113.10'),
    );
  });

  it('and corrects the Content-Length of its part', () => {
    const make = (address: string) =>
      makeMultipart('b1', [isup, part(address, `Content-Length: ${makeOffer(address).length}`)]);

    expect(rewriteMedia(make('192.0.2.10'), 'multipart/mixed;boundary=b1', media)).toBe(
      make('203.0.113.10'),
    );
  });

  it.each([
    ['of another boundary', makeMultipart('b2', [part('192.0.2.10')])],
    ['that is not closed', `--b1\r\nContent-Type: ${sdp}\r\n\r\n${makeOffer()}`],
    ['whose part has no type', makeMultipart('b1', [[[], makeOffer()]])],
    ['whose part has no empty line', `--b1\r\nContent-Type: ${sdp}\r\n--b1--\r\n`],
    ['whose parts are empty', '--b1\r\n--b1\r\n\r\n--b1--\r\n'],
    ['whose boundary does not stand alone', `--b1x\r\nContent-Type: ${sdp}\r\n\r\nv=0\r\n--b1--`],
  ])('not in a multipart %s', (_, body) => {
    expect(rewriteMedia(body, 'multipart/mixed;boundary=b1', media)).toBeUndefined();
  });
});

describe('properties', () => {
  const address = fc.constantFrom('192.0.2.10', '192.0.2.11', '198.51.100.9', '0.0.0.0');
  const component = fc.constantFrom('1', '2');
  const line = fc.oneof(
    address.map((text) => `c=IN IP4 ${text}`),
    address.map((text) => `a=rtcp:4001 IN IP4 ${text}`),
    fc
      .tuple(component, address)
      .map(
        ([id, text]) =>
          `a=candidate:H${text.slice(-2)} ${id} UDP 2130706431 ${text} 400${id} typ host`,
      ),
    fc.constantFrom('m=audio 4000 RTP/AVP 0', 'a=sendonly', 'c=', 'a=candidate:', 'b=AS:64', ''),
    fc.string({ maxLength: 20 }).map((text) => text.replaceAll(/[\r\n]/g, '.')),
  );
  const body = fc
    .tuple(fc.array(line, { maxLength: 20 }), fc.constantFrom('\r\n', '\n'))
    .map(([lines, ending]) => toSdp(['v=0', 'o=- 1 1 IN IP4 192.0.2.10', ...lines], ending));

  it('a second rewrite changes nothing', () => {
    fc.assert(
      fc.property(body, (text) => {
        const once = rewriteMedia(text, sdp, media) ?? text;
        expect(rewriteMedia(once, sdp, media)).toBeUndefined();
      }),
      { seed: 8866 },
    );
  });

  it('the lines are the same but for the addresses and the candidates that came in', () => {
    fc.assert(
      fc.property(body, (text) => {
        const changed = rewriteMedia(text, sdp, media) ?? text;
        const old = text.split('\n');
        const kept = changed.split('\n').filter((found) => !found.includes(' typ srflx raddr '));
        expect(kept.map((found) => found.replaceAll('203.0.113.10', 'x'))).toEqual(
          old.map((found) =>
            /^(c|o|a=rtcp)/.test(found) ? found.replaceAll(/192\.0\.2\.1[01]/g, 'x') : found,
          ),
        );
      }),
      { seed: 8866 },
    );
  });

  it('nothing throws, whatever the body and its type are', () => {
    const piece = fc.constantFrom(
      ...['--b', '--', 'b', '\r\n', '\n', 'Content-Type', ': ', sdp, 'multipart/mixed;boundary=b'],
      ...['v=0', 'c=IN IP4 192.0.2.10', 'm=', 'a=candidate:1 1 UDP 1 192.0.2.10 1 typ host', '"'],
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        fc.constantFrom(sdp, 'multipart/mixed;boundary=b', 'multipart/x;boundary="', ';', '/'),
        (pieces, type) => {
          rewriteMedia(pieces.join(''), type, media);
        },
      ),
      { seed: 8866, numRuns: 1_000 },
    );
  });
});
