// The messages under test/fixtures/sip, byte for byte, and messages made from readable text.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MessageView, parseMessage } from '../../../src/sip/message-view.ts';
import { ParseFailure } from '../../../src/sip/parse-failure.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/sip');

export interface Fixture {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Messages that phones and Asterisk send, or could. */
export const wellFormed = readFixtures(FOLDER);
/** Messages that are broken on purpose. */
export const hostile = readFixtures(join(FOLDER, 'hostile'));
/** The torture messages of RFC 4475 and RFC 5118; names as `rfc4475/wsinv`. */
export const torture = ['rfc4475', 'rfc5118', 'corrected'].flatMap((folder) =>
  readFixtures(join(FOLDER, 'torture', folder)).map(({ name, bytes }) => ({
    name: `${folder}/${name}`,
    bytes,
  })),
);

function readFixtures(folder: string): Fixture[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sip'))
    .sort()
    .map((file) => ({ name: file.slice(0, -4), bytes: readFileSync(join(folder, file)) }));
}

/** The message in a fixture or text; a test that needs one cannot go on without. */
export function readMessage(bytes: Buffer): MessageView {
  const view = parseMessage(bytes);
  if (view instanceof ParseFailure) throw new Error(`no message: ${view.code} at ${view.offset}`);
  return view;
}

/** Lines to bytes: each gets its CRLF, and the empty line follows. */
export function toBytes(...lines: readonly string[]): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

/** A request with these header lines and nothing else. */
export function makeMessage(...headerLines: readonly string[]): MessageView {
  return readMessage(toBytes('OPTIONS sip:pbx.example.com SIP/2.0', ...headerLines));
}

/** The thing that was parsed; a failure ends the test with its code. */
export function expectParsed<Parsed>(parsed: Parsed | ParseFailure): Parsed {
  if (parsed instanceof ParseFailure)
    throw new Error(`not parsed: ${parsed.code} at ${parsed.offset}`);
  return parsed;
}
