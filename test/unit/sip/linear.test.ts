// A hostile datagram must not cost more than its length. What is compared is how many characters the
// parsers look at, not how long they take.

import { afterEach, expect, it, vi } from 'vitest';
import { readAddressOfRecord } from '../../../src/sip/address-of-record.ts';
import { parseContact } from '../../../src/sip/contact.ts';
import { findChallengeParameter, readCredentials } from '../../../src/sip/digest.ts';
import { type HeaderName, headerName } from '../../../src/sip/header-name.ts';
import { findValues, unfold } from '../../../src/sip/header-values.ts';
import { findMandatoryLines, readMandatoryHeaders } from '../../../src/sip/mandatory-headers.ts';
import { type MessageView, parseMessage } from '../../../src/sip/message-view.ts';
import { findParameter } from '../../../src/sip/parameters.ts';
import { ParseFailure } from '../../../src/sip/parse-failure.ts';
import { parseVia, stampVia, viewVia } from '../../../src/sip/via.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Runs `act` and counts the characters that it reads one by one or searches through. */
function countCharacters(act: () => void): number {
  let count = 0;
  const { charCodeAt, indexOf, lastIndexOf } = String.prototype;
  vi.spyOn(String.prototype, 'charCodeAt').mockImplementation(function (this: string, at) {
    count += 1;
    return charCodeAt.call(this, at);
  });
  vi.spyOn(String.prototype, 'indexOf').mockImplementation(function (this: string, text, from = 0) {
    const found = indexOf.call(this, text, from);
    count += (found < 0 ? Math.max(this.length, from) : found) - from + 1;
    return found;
  });
  vi.spyOn(String.prototype, 'lastIndexOf').mockImplementation(function (
    this: string,
    text,
    from = this.length,
  ) {
    const found = lastIndexOf.call(this, text, from);
    count += Math.min(from, this.length) - found;
    return found;
  });
  try {
    act();
  } finally {
    vi.restoreAllMocks();
  }
  return count;
}

/** What the proxy reads of a message, each header by its own parser. */
function readEverything(bytes: Buffer): void {
  const view = parseMessage(bytes);
  if (view instanceof ParseFailure) return;
  const lines = findMandatoryLines(view);
  if (!(lines instanceof ParseFailure)) readMandatoryHeaders(view, lines);
  const { text } = view;
  for (const { start, end } of findValues(view, headerName.contact)) {
    parseContact(unfold(text.slice(start, end)));
    findParameter(text, start, end, 'none');
  }
  for (const { start, end } of findValues(view, headerName.via)) parseVia(text.slice(start, end));
  forEachLine(view, headerName.via, (start, end) => {
    const via = viewVia(text, start, end);
    if (!(via instanceof ParseFailure)) stampVia(text, via, '192.0.2.1', 5060);
  });
  forEachLine(view, headerName.authorization, (start, end) => {
    readCredentials(text, start, end);
    findChallengeParameter(text, start, end, 'none');
  });
  forEachLine(view, headerName.to, (start, end) => {
    findParameter(text, start, end, 'none');
    readAddressOfRecord(text, start, end);
  });
}

function forEachLine(
  view: MessageView,
  name: HeaderName,
  read: (start: number, end: number) => void,
): void {
  for (let line = view.find(name); line >= 0; line = view.find(name, line + 1))
    read(view.valueStart(line), view.valueEnd(line));
}

/** One shape of attack: a piece that is repeated, between a beginning and an end. */
const shapes: Readonly<Record<string, readonly [string, string, string]>> = {
  'header lines': ['', 'X: y\r\n', ''],
  'Via lines': ['', 'Via: SIP/2.0/UDP a\r\n', ''],
  'Contact lines': ['', 'm: <sip:a@b>;q=1\r\n', ''],
  'Via values': ['Via: ', 'SIP/2.0/UDP a;rport;received=b , ', 'x\r\n'],
  'Via parameters': ['Via: SIP/2.0/UDP a', ';rport=1', '\r\n'],
  'Via quotes': ['Via: SIP/2.0/UDP a;x=', '"', '\r\n'],
  'Contact quotes': ['Contact: ', '",', '\r\n'],
  'Contact brackets': ['Contact: ', '<', '\r\n'],
  'Contact lines with an open quote': ['', 'Contact: "\r\n', ''],
  'Contact lines with an open bracket': ['', 'Contact: <\r\n', ''],
  'Contact ats': ['Contact: <sip:', '@', '>\r\n'],
  'Contact commas': ['Contact: ', ',', '\r\n'],
  'escaped quotes': ['Contact: "', '\\"', '\r\n'],
  backslashes: ['Contact: "', '\\', '"\r\n'],
  'quotes after backslashes': ['Contact: ', '"\\\\\\"', '\r\n'],
  blanks: ['Via: SIP/2.0/UDP a;x=b', ' ', 'c\r\n d\r\n'],
  foldings: ['Via: SIP/2.0/UDP a', '\r\n ', ';x\r\n'],
  'blank foldings': ['Via:', ' \r\n\t', 'SIP/2.0/UDP a\r\n'],
  slashes: ['Via: ', '/', '\r\n'],
  credentials: ['Authorization: Digest ', 'a=b,', 'c=d\r\n'],
  'credentials lines': ['', 'Authorization: Digest a="\r\n', ''],
  'bare credentials lines': ['', 'Authorization: Digest a=b\r\n', ''],
  'To parameters': ['To: <sip:a@b>', ';x="y"', '\r\n'],
  'no line end': ['', 'X', ''],
};

it.each(Object.entries(shapes))('reads a message of many %s in linear time', (_, shape) => {
  const [before, piece, after] = shape;
  const make = (length: number) => {
    const repeated = piece.repeat(Math.round(length / piece.length));
    return Buffer.from(`OPTIONS sip:a SIP/2.0\r\n${before}${repeated}${after}\r\n`, 'latin1');
  };

  const once = countCharacters(() => readEverything(make(4_000)));
  const twice = countCharacters(() => readEverything(make(8_000)));

  expect(twice).toBeLessThan(once * 2.3);
});
