import { describe, expect, it } from 'vitest';
import { type HeaderName, headerName } from '../../../src/sip/header-name.ts';
import { findMandatoryLines, readMandatoryHeaders } from '../../../src/sip/mandatory-headers.ts';
import { parseMessage } from '../../../src/sip/message-view.ts';
import { ParseFailure, type ParseFailureCode } from '../../../src/sip/parse-failure.ts';
import { hostile, makeMessage, readMessage, toBytes, wellFormed } from './sip-fixtures.ts';

/** Each hostile fixture: what refuses it, and the status that it deserves. */
const verdicts: Readonly<Record<string, readonly [ParseFailureCode, number] | 'read'>> = {
  'bare-cr-in-header': ['bare-line-break', 400],
  'bare-cr-in-start-line': ['bare-line-break', 0],
  'bare-cr-instead-of-empty-line': ['bare-line-break', 400],
  'bare-lf': ['bare-line-break', 0],
  'bare-lf-in-header': ['bare-line-break', 400],
  binary: ['no-start-line', 0],
  'cseq-other-method': ['bad-cseq', 400],
  'cseq-too-large': ['bad-cseq', 400],
  'cseq-without-method': ['bad-cseq', 400],
  'cseq-without-number': ['bad-cseq', 400],
  'first-header-folded': ['header-without-colon', 400],
  'header-without-colon': ['header-without-colon', 400],
  'header-without-name': ['header-without-colon', 400],
  http: ['bad-start-line', 400],
  'huge-content-length': ['bad-content-length', 400],
  'max-forwards-256': ['bad-max-forwards', 400],
  'max-forwards-huge': ['bad-max-forwards', 400],
  'max-forwards-text': ['bad-max-forwards', 400],
  'negative-content-length': ['bad-content-length', 400],
  'no-call-id': ['missing-header', 400],
  'no-cseq': ['missing-header', 400],
  'no-from': ['missing-header', 400],
  'no-to': ['missing-header', 400],
  'no-uri': ['bad-start-line', 400],
  'no-via': ['missing-header', 400],
  'nul-in-header-name': ['header-without-colon', 400],
  'nul-in-method': ['no-start-line', 0],
  'nul-in-value': 'read',
  'only-blanks': ['empty', 0],
  'other-version': ['unsupported-version', 505],
  'status-700': ['bad-start-line', 0],
  'status-99': ['bad-start-line', 0],
  'status-text': ['bad-start-line', 0],
  'torn-utf8': 'read',
  'truncated-after-line': ['unterminated-headers', 0],
  'truncated-body': ['truncated-body', 400],
  'truncated-cr': ['unterminated-headers', 0],
  'truncated-headers': ['unterminated-headers', 0],
  'two-call-id-one-compact': ['repeated-header', 0],
  'two-content-length': ['repeated-header', 0],
  'two-from': ['repeated-header', 0],
  'two-spaces': ['bad-start-line', 400],
  'via-port-out-of-range': ['bad-via', 400],
  'via-slash-in-request-uri': ['bad-via', 400],
  'via-without-host': ['bad-via', 400],
  'via-without-version': ['bad-via', 400],
};

/** How the proxy reads a datagram: all three readers, one after the other. */
function read(bytes: Buffer): unknown {
  const view = parseMessage(bytes);
  if (view instanceof ParseFailure) return view;
  const lines = findMandatoryLines(view);
  return lines instanceof ParseFailure ? lines : readMandatoryHeaders(view, lines);
}

describe('RFC 3261 §16.3: refuses what cannot be trusted to parse', () => {
  it('has a verdict for each hostile fixture', () => {
    expect(Object.keys(verdicts).sort()).toEqual(hostile.map(({ name }) => name).sort());
  });

  it.each(hostile)('$name', ({ name, bytes }) => {
    const result = read(bytes);

    const verdict = verdicts[name];
    if (verdict === 'read') expect(result).not.toBeInstanceOf(ParseFailure);
    else {
      expect(result).toBeInstanceOf(ParseFailure);
      const { code, statusCode } = result as ParseFailure;
      expect([code, statusCode]).toEqual(verdict);
    }
  });

  it.each(hostile)('$name: an offset lies within the datagram', ({ bytes }) => {
    const result = read(bytes);

    if (!(result instanceof ParseFailure)) return;
    expect(result.offset).toBeGreaterThanOrEqual(0);
    expect(result.offset).toBeLessThanOrEqual(bytes.length);
  });

  it.each(wellFormed)('believes $name', ({ bytes }) => {
    expect(read(bytes)).not.toBeInstanceOf(ParseFailure);
  });
});

describe('every prefix of a message', () => {
  it.each(wellFormed)(
    'of $name is read or refused, and the headers alone never pass',
    ({ bytes }) => {
      const { headersEnd } = readMessage(bytes);

      for (let length = 0; length < bytes.length; length += 1) {
        const view = parseMessage(bytes.subarray(0, length));
        if (length < headersEnd + 2) expect(view).toBeInstanceOf(ParseFailure);
      }
    },
  );
});

it('says where it stopped', () => {
  const bytes = toBytes('OPTIONS sip:a@example.com SIP/2.0', 'Via: x', 'To no colon');

  expect(parseMessage(bytes)).toEqual(new ParseFailure('header-without-colon', 43, 400));
});

it('RFC 3261 §7.5: skips line breaks before the start line, and keeps them', () => {
  const bytes = Buffer.concat([Buffer.from('\r\n\r\n'), toBytes('OPTIONS sip:a SIP/2.0', 'To: b')]);

  const view = readMessage(bytes);

  expect(view.startLine).toEqual({ kind: 'request', method: 'OPTIONS', uriStart: 12, uriEnd: 17 });
  expect(view.text.length).toBe(bytes.length);
});

const spellings: readonly [string, HeaderName][] = [
  ['Via', headerName.via],
  ['v', headerName.via],
  ['From', headerName.from],
  ['f', headerName.from],
  ['To', headerName.to],
  ['t', headerName.to],
  ['Call-ID', headerName.callId],
  ['i', headerName.callId],
  ['CSeq', headerName.cSeq],
  ['Contact', headerName.contact],
  ['m', headerName.contact],
  ['Max-Forwards', headerName.maxForwards],
  ['Route', headerName.route],
  ['Record-Route', headerName.recordRoute],
  ['Path', headerName.path],
  ['Supported', headerName.supported],
  ['k', headerName.supported],
  ['Require', headerName.require],
  ['Proxy-Require', headerName.proxyRequire],
  ['Expires', headerName.expires],
  ['Authorization', headerName.authorization],
  ['Proxy-Authorization', headerName.proxyAuthorization],
  ['WWW-Authenticate', headerName.wwwAuthenticate],
  ['Proxy-Authenticate', headerName.proxyAuthenticate],
  ['User-Agent', headerName.userAgent],
  ['Content-Length', headerName.contentLength],
  ['l', headerName.contentLength],
  ['Content-Type', headerName.contentType],
  ['c', headerName.contentType],
  ['X-Farend-Source', headerName.farend],
  ['X-Farend-', headerName.other],
  ['Subject', headerName.other],
  ['s', headerName.other],
  ['x', headerName.other],
  ['Vib', headerName.other],
  ['Tx', headerName.other],
  ['Contacts', headerName.other],
  ['Via\x80', headerName.other],
];

describe('RFC 3261 §7.3.3: knows a header by its long and its compact form, in any case', () => {
  it.each(spellings)('%s', (spelling, name) => {
    for (const text of [spelling, spelling.toUpperCase(), spelling.toLowerCase()])
      expect(makeMessage(`${text}: 1`).nameAt(0)).toBe(name);
  });

  it('covers every name that farend reads', () => {
    expect(new Set(spellings.map(([, name]) => name))).toEqual(new Set(Object.values(headerName)));
  });
});

describe('RFC 3261 §7.3.1: finds the value of a header line', () => {
  it.each([
    ['Subject: a', 'a'],
    ['Subject:a', 'a'],
    ['Subject \t : \t a \t ', 'a'],
    ['Subject:', ''],
    ['Subject:   ', ''],
    ['Subject: a:b', 'a:b'],
    ['Subject: a\r\n b', 'a\r\n b'],
    ['Subject: a \r\n\tb\r\n c ', 'a \r\n\tb\r\n c'],
    ['Subject:\r\n a', 'a'],
    ['Subject: \r\n\t \r\n  a', 'a'],
    ['Subject:\r\n ', ''],
  ])('%j', (line, value) => {
    expect(makeMessage(line, 'To: b').value(0)).toBe(value);
  });
});

it('finds the lines of a header one after the other', () => {
  const view = makeMessage('v: 1', 'To: x', 'Via: 2', 'VIA: 3');

  const first = view.find(headerName.via);
  const second = view.find(headerName.via, first + 1);
  const third = view.find(headerName.via, second + 1);

  expect([first, second, third]).toEqual([0, 2, 3]);
  expect(view.find(headerName.via, third + 1)).toBe(-1);
  expect(view.find(headerName.path)).toBe(-1);
  expect(view.firstValue(headerName.path)).toBeUndefined();
});

it('keeps no hold on the bytes, which may be overwritten afterwards', () => {
  const bytes = toBytes('OPTIONS sip:a SIP/2.0', 'To: b');
  const view = readMessage(bytes);

  bytes.fill(0x78);

  expect(view.value(0)).toBe('b');
});
