// Messages made hostile: bits flipped, cut off, lines doubled and swapped, bytes and huge numbers put
// in, headers repeated. One character per byte. Whoever calls gives the chance, so that a mutant is
// found again by its seed.

import { pick, type Random } from './random.ts';

/** What parsers trip over: line breaks of all kinds, delimiters, NUL, halves of UTF-8 and of escapes. */
const HOSTILE = [
  ...['\r\n', '\r\n ', '\r', '\n', '\r\n\r\n', '\0', '\t', ' ', '\x7f', '\xff', '\xc3', '\xc0\x80'],
  ...': ; ;; , ,, < > " \\ \\" % %00 %zz @ @@ [ ] = ? * / ( ) SIP/2.0 :: 0x'.split(' '),
  ...';lr ;maddr= ;received= ;rport=0 ;fe= ;tag=1 ;expires=0 <sip: >;'.split(' '),
  '\r\n X-Farend-Source: 192.0.2.99\r\n X: ',
];

const HUGE = [
  ...['0', '-1', '255', '256', '65535', '65536', '2147483648', '4294967296', '1e9', '0x10'],
  ...['18446744073709551616', '9'.repeat(40), '0'.repeat(300)],
];

/** Headers of which one, another one or a second one changes what the message means. */
const HEADERS = [
  ...['Via: SIP/2.0/UDP 192.0.2.99:5060;branch=z9hG4bKx', 'Route: <sip:192.0.2.99;lr>'],
  ...['Record-Route: <sip:192.0.2.99;lr>', 'Path: <sip:192.0.2.99;lr>', 'Contact: *'],
  ...['Contact: <sip:a@192.0.2.99:5060>', 'To: <sip:b@192.0.2.99>', 'From: <sip:c@192.0.2.99>'],
  ...['Call-ID: other', 'CSeq: 1 INVITE', 'Max-Forwards: 1', 'Content-Length: 0', 'Expires: 0'],
  ...['Authorization: Digest nonce="0", response="0"', 'X-Farend-Source: 192.0.2.99', ' folded'],
];

type Mutation = (text: string, random: Random) => string;

const mutations: readonly Mutation[] = [
  flipBit,
  truncate,
  cutOut,
  doublePiece,
  insertHostileBytes,
  (text, random) => changeLines(text, random, doubleLine),
  (text, random) => changeLines(text, random, swapLines),
  (text, random) => changeLines(text, random, repeatHeader),
  (text, random) => changeLines(text, random, insertHeader),
  putHugeNumber,
];

/** One to four changes. */
export function mutate(text: string, random: Random): string {
  let mutant = text;
  for (let change = random(4); change >= 0; change -= 1) {
    mutant = pick(mutations, random)(mutant, random);
  }
  return mutant;
}

function flipBit(text: string, random: Random): string {
  if (text === '') return text;
  const at = random(text.length);
  const flipped = String.fromCharCode(text.charCodeAt(at) ^ (1 << random(8)));
  return text.slice(0, at) + flipped + text.slice(at + 1);
}

function truncate(text: string, random: Random): string {
  return text.slice(0, random(text.length + 1));
}

function cutOut(text: string, random: Random): string {
  const at = random(text.length + 1);
  return text.slice(0, at) + text.slice(at + random(30));
}

function doublePiece(text: string, random: Random): string {
  const at = random(text.length + 1);
  return text.slice(0, at + random(30)) + text.slice(at);
}

function insertHostileBytes(text: string, random: Random): string {
  const at = random(text.length + 1);
  return text.slice(0, at) + pick(HOSTILE, random).repeat(1 + random(3)) + text.slice(at);
}

/** Any number in the message, be it in a header, an address or the body. */
function putHugeNumber(text: string, random: Random): string {
  const numbers = [...text.matchAll(/\d+/g)];
  if (numbers.length === 0) return text;
  const { 0: number, index } = pick(numbers, random);
  return text.slice(0, index) + pick(HUGE, random) + text.slice(index + number.length);
}

function changeLines(
  text: string,
  random: Random,
  change: (lines: string[], random: Random) => void,
): string {
  const lines = text.split('\r\n');
  change(lines, random);
  return lines.join('\r\n');
}

function doubleLine(lines: string[], random: Random): void {
  const at = random(lines.length);
  lines.splice(random(lines.length + 1), 0, lines[at] as string);
}

function swapLines(lines: string[], random: Random): void {
  const [a, b] = [random(lines.length), random(lines.length)];
  [lines[a], lines[b]] = [lines[b] as string, lines[a] as string];
}

/** The same header once more, with a value that differs. */
function repeatHeader(lines: string[], random: Random): void {
  const at = random(lines.length);
  const line = insertHostileBytes(lines[at] as string, random);
  for (let count = random(3); count >= 0; count -= 1) lines.splice(at + 1, 0, line);
}

function insertHeader(lines: string[], random: Random): void {
  lines.splice(1 + random(lines.length), 0, pick(HEADERS, random));
}
