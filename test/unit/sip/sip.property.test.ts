import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerName } from '../../../src/sip/header-name.ts';
import { findValues, unfold } from '../../../src/sip/header-values.ts';
import { findMandatoryLines, readMandatoryHeaders } from '../../../src/sip/mandatory-headers.ts';
import { parseMessage } from '../../../src/sip/message-view.ts';
import { formatNameAddr, parseNameAddr } from '../../../src/sip/name-addr.ts';
import { formatParameters, parseParameters } from '../../../src/sip/parameters.ts';
import { ParseFailure } from '../../../src/sip/parse-failure.ts';
import { formatUri, parseUri } from '../../../src/sip/uri.ts';
import { formatVia, parseVia, stampVia, viewVia } from '../../../src/sip/via.ts';
import { expectParsed, hostile, torture, wellFormed } from './sip-fixtures.ts';

/** The same inputs in every run: a failure is found again. */
const seed = 3261;

/** Everything that the proxy reads of a datagram before it believes it. */
function readEverything(bytes: Buffer): void {
  const view = parseMessage(bytes);
  if (view instanceof ParseFailure) {
    expect(view.offset).toBeLessThanOrEqual(bytes.length);
    return;
  }
  const lines = findMandatoryLines(view);
  if (!(lines instanceof ParseFailure)) readMandatoryHeaders(view, lines);
  for (const name of Object.values(headerName)) {
    for (const { start, end } of findValues(view, name)) {
      const value = view.text.slice(start, end);
      for (const parse of [parseVia, parseNameAddr, parseUri, parseParameters]) parse(value);
    }
  }
}

describe('never throws', () => {
  it('on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => readEverything(Buffer.from(bytes))),
      { seed, numRuns: 500 },
    );
  });

  it('on lines of arbitrary SIP-like pieces', () => {
    const piece = fc.constantFrom(
      ...['SIP/2.0', 'Via', ': ', '\r\n', '\n', '\r', ' ', ';', ',', '"', '\\', '<', '>', '@', '='],
      ...['sip:', 'REGISTER ', '[', ']', '\0', 'tag', 'Contact', 'CSeq', '1', '\xff', 'rport', '*'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        readEverything(Buffer.from(`OPTIONS sip:a SIP/2.0\r\n${pieces.join('')}`, 'latin1'));
      }),
      { seed, numRuns: 1_000 },
    );
  });

  it('on fixtures with some bytes changed, cut out or doubled', () => {
    const fixture = fc.constantFrom(...wellFormed, ...hostile, ...torture);
    const mutation = fc.record({
      at: fc.nat(2_000),
      length: fc.nat(6),
      kind: fc.constantFrom('change', 'cut', 'double'),
      byte: fc.constantFrom(0, 9, 10, 13, 32, 34, 44, 58, 59, 60, 62, 64, 92, 255),
    });
    fc.assert(
      fc.property(fixture, fc.array(mutation, { minLength: 1, maxLength: 5 }), (start, changes) => {
        let bytes = Buffer.from(start.bytes);
        for (const { at, length, kind, byte } of changes) {
          const from = at % (bytes.length + 1);
          const rest = bytes.subarray(Math.min(from + length, bytes.length));
          const middle = kind === 'change' ? Buffer.alloc(length, byte) : Buffer.alloc(0);
          const head = bytes.subarray(0, kind === 'double' ? from + length : from);
          bytes = Buffer.concat([head, middle, kind === 'double' ? bytes.subarray(from) : rest]);
        }
        readEverything(bytes);
      }),
      { seed, numRuns: 2_000 },
    );
  });
});

describe('round trips', () => {
  const token = fc.stringMatching(/^[A-Za-z0-9.!%*_+`'~-]{1,8}$/);
  const quoted = fc
    .string({ unit: fc.constantFrom(...'ab ;,<>@=:ä'), maxLength: 8 })
    .map((text) => `"${text}\\""`);
  const space = fc.constantFrom('', '', '', ' ', '\r\n ', '\t');
  const parameter = fc
    .tuple(space, token, space, fc.option(fc.oneof(token, quoted)), space)
    .map(([a, name, b, value, c]) => a + name + b + (value === null ? '' : `=${value}`) + c);
  const parameters = fc
    .array(parameter, { maxLength: 4 })
    .map((list) => list.map((text) => `;${text}`).join(''));
  const port = fc.option(fc.integer({ min: 1, max: 65535 }));
  const host = fc.oneof(
    fc.ipV4(),
    fc.ipV6().map((address) => `[${address}]`),
    fc.domain(),
  );
  const hostPort = fc
    .tuple(host, port)
    .map(([name, number]) => (number === null ? name : `${name}:${number}`));
  const plainParameters = fc
    .array(fc.tuple(token, fc.option(token)), { maxLength: 4 })
    .map((list) => list.map(([a, b]) => (b === null ? `;${a}` : `;${a}=${b}`)).join(''));
  const uri = fc
    .tuple(fc.option(token), hostPort, plainParameters, fc.option(token))
    .map(([user, at, rest, headers]) =>
      [
        'sip:',
        user === null ? '' : `${user}@`,
        at,
        rest,
        headers === null ? '' : `?${headers}`,
      ].join(''),
    );
  const via = fc.tuple(hostPort, parameters).map(([at, rest]) => `SIP/2.0/UDP ${at}${rest}`);

  it('every list of parameters', () => {
    fc.assert(
      fc.property(parameters, (text) => {
        expect(formatParameters(parseParameters(text))).toBe(text);
      }),
      { seed },
    );
  });

  it('RFC 3261 §19.1: every URI, with its parts', () => {
    fc.assert(
      fc.property(uri, (text) => {
        expect(formatUri(expectParsed(parseUri(text)))).toBe(text);
      }),
      { seed },
    );
  });

  it('RFC 3261 §20.10: every name-addr', () => {
    fc.assert(
      fc.property(fc.option(quoted), uri, parameters, (name, address, rest) => {
        const text = `${name ?? ''}<${address}>${rest}`;
        const nameAddr = expectParsed(parseNameAddr(text));
        expect(nameAddr.uri).toBe(address);
        expect(formatNameAddr(nameAddr)).toBe(text);
      }),
      { seed },
    );
  });

  it('RFC 3261 §20.42: every Via', () => {
    fc.assert(
      fc.property(via, (text) => {
        expect(formatVia(expectParsed(parseVia(text)))).toBe(text);
      }),
      { seed },
    );
  });

  it('RFC 3581 §4: a stamped Via has what it had, one received and one rport', () => {
    const isStamp = (name: string) => /^(?:received|rport)$/i.test(name);
    const read = (text: string) => {
      const list = expectParsed(parseVia(text)).parameters;
      return list.map(({ name, value }) => [name, value === undefined ? value : unfold(value)]);
    };
    const wild = fc
      .tuple(
        hostPort,
        fc.array(fc.oneof(parameter, fc.constantFrom('rport', 'received=a', 'rport=5'))),
      )
      .map(([at, list]) => `SIP/2.0/UDP ${at}${list.map((text) => `;${text}`).join('')}`);
    fc.assert(
      fc.property(wild, (text) => {
        const value = text.trimEnd();
        const view = expectParsed(viewVia(value, 0, value.length));
        const stamped = stampVia(value, view, '203.0.113.5', 40112);
        const after = read(stamped);
        const kept = read(value).filter(([name]) => !isStamp(name ?? ''));
        expect(after.filter(([name]) => !isStamp(name ?? ''))).toEqual(kept);
        expect(after.filter(([name]) => isStamp(name ?? ''))).toEqual([
          ['received', '203.0.113.5'],
          ['rport', '40112'],
        ]);
        expect(stamped).not.toContain('\r\n');
      }),
      { seed },
    );
  });
});
