import { describe, expect, it } from 'vitest';
import { formatCSeq, parseCSeq } from '../../../src/sip/c-seq.ts';
import { formatContact, isStar, parseContact } from '../../../src/sip/contact.ts';
import { type HeaderName, headerName } from '../../../src/sip/header-name.ts';
import { findValues } from '../../../src/sip/header-values.ts';
import { MessageEdit } from '../../../src/sip/message-edit.ts';
import type { MessageView } from '../../../src/sip/message-view.ts';
import { formatNameAddr, parseNameAddr } from '../../../src/sip/name-addr.ts';
import { formatUri, parseUri } from '../../../src/sip/uri.ts';
import { formatVia, parseVia } from '../../../src/sip/via.ts';
import { expectParsed, readMessage, wellFormed } from './sip-fixtures.ts';

const nameAddrHeaders: readonly HeaderName[] = [
  headerName.from,
  headerName.to,
  headerName.contact,
  headerName.route,
  headerName.recordRoute,
  headerName.path,
];

describe.each(wellFormed)('$name', ({ bytes }) => {
  const view = readMessage(bytes);

  it('is the same bytes when its lines and its body are put together again', () => {
    let text = view.text.slice(0, view.headersStart);
    for (let line = 0; line < view.headerCount; line += 1)
      text += `${view.text.slice(view.lineStart(line), view.lineEnd(line))}\r\n`;
    text += `\r\n${view.text.slice(view.bodyStart)}`;

    expect(Buffer.from(text, 'latin1')).toEqual(bytes);
  });

  it('is the same bytes after an edit without changes', () => {
    const text = new MessageEdit().apply(view.text, view.text.length);

    expect(Buffer.from(text, 'latin1')).toEqual(bytes);
  });

  it('has Via values that are the same bytes after parse and format', () => {
    const values = valuesOf(view, headerName.via);

    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(formatVia(expectParsed(parseVia(value)))).toBe(value);
  });

  it('has addresses and URIs that are the same bytes after parse and format', () => {
    const values = nameAddrHeaders.flatMap((name) => valuesOf(view, name)).filter(isNoStar);

    expect(values.length).toBeGreaterThanOrEqual(2);
    for (const value of values) {
      const nameAddr = expectParsed(parseNameAddr(value));
      expect(formatNameAddr(nameAddr)).toBe(value);
      expect(formatUri(expectParsed(parseUri(nameAddr.uri)))).toBe(nameAddr.uri);
    }
  });

  it('has Contact values that are the same bytes after parse and format', () => {
    for (const value of valuesOf(view, headerName.contact).filter(isNoStar))
      expect(formatContact(expectParsed(parseContact(value)))).toBe(value);
  });

  it('has a CSeq that says the same after parse and format', () => {
    const value = view.firstValue(headerName.cSeq) ?? '';
    const cSeq = expectParsed(parseCSeq(value, 0, value.length));
    const formatted = formatCSeq(cSeq);

    expect(parseCSeq(formatted, 0, formatted.length)).toEqual(cSeq);
    if (/^[1-9]\d* \S+$/.test(value)) expect(formatted).toBe(value);
  });
});

const requests = wellFormed
  .map(({ name, bytes }) => ({ name, ...readMessage(bytes) }))
  .flatMap(({ name, text, startLine }) =>
    startLine.kind === 'request'
      ? [{ name, uri: text.slice(startLine.uriStart, startLine.uriEnd) }]
      : [],
  );

it.each(requests)(
  '$name has a Request-URI that is the same bytes after parse and format',
  ({ uri }) => {
    expect(formatUri(expectParsed(parseUri(uri)))).toBe(uri);
  },
);

it('covers at least twenty messages', () => {
  expect(wellFormed.length).toBeGreaterThanOrEqual(20);
});

function valuesOf(view: MessageView, name: HeaderName): string[] {
  return findValues(view, name).map(({ start, end }) => view.text.slice(start, end));
}

function isNoStar(value: string): boolean {
  return !isStar(value);
}
