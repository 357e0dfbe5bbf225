// The text of a hostile request or answer: an ordinary one, but for what the attack says.

import { pick } from '../../support/torture/random.ts';
import { DEVICE_SIDE, FAREND, MALLORY, PHONES } from '../scene/places.ts';
import type { Aim } from './aim.ts';

const METHODS = [
  ...['REGISTER', 'INVITE', 'OPTIONS', 'SUBSCRIBE', 'MESSAGE', 'BYE', 'ACK', 'CANCEL', 'INFO'],
  ...['PRACK', 'UPDATE', 'NOTIFY', 'PUBLISH', 'REFER'],
];

export interface Parts {
  readonly method?: string;
  readonly requestUri?: string;
  /** Values of Via, the top one first. */
  readonly vias?: readonly string[];
  /** Header lines; one of these names takes the place of the usual one. */
  readonly lines?: readonly string[];
  readonly body?: string;
}

/** A request, complete and well-formed unless the attack's parts are not. */
export function writeRequest(aim: Aim, parts: Parts = {}): string {
  const method = parts.method ?? pick(METHODS, aim.random);
  const user = pick([...PHONES, MALLORY, '9000'], aim.random);
  const requestUri =
    parts.requestUri ?? (method === 'REGISTER' ? `sip:${FAREND}` : `sip:${user}@${DEVICE_SIDE}`);
  const usual = [
    'Max-Forwards: 70',
    `From: <sip:${user}@${FAREND}>;tag=${createBranch(aim)}`,
    `To: <sip:${user}@${FAREND}>${pick(['', ';tag=1'], aim.random)}`,
    `Call-ID: ${aim.callId}`,
    `CSeq: 1 ${method}`,
    `Contact: <sip:${user}@${aim.source}>`,
    ...(method === 'REGISTER' ? ['Expires: 300'] : []),
  ];
  return assemble(`${method} ${requestUri} SIP/2.0`, aim, usual, parts);
}

/** An answer; its Vias decide where it goes. */
export function writeResponse(aim: Aim, parts: Parts): string {
  const method = parts.method ?? pick(METHODS, aim.random);
  const status = pick(['100 Trying', '200 OK', '302 Moved', '401 Unauthorized'], aim.random);
  const usual = [
    `From: <sip:4001@${FAREND}>;tag=1`,
    `To: <sip:4001@${FAREND}>;tag=2`,
    `Call-ID: ${aim.callId}`,
    `CSeq: 1 ${method}`,
    `Contact: <sip:4001@${aim.victim}>;expires=300`,
  ];
  return assemble(`SIP/2.0 ${status}`, aim, usual, parts);
}

function assemble(startLine: string, aim: Aim, usual: readonly string[], parts: Parts): string {
  const { vias = [ownVia(aim)], lines = [], body = '' } = parts;
  const replaced = new Set(lines.map(readName));
  const all = [
    startLine,
    ...vias.map((via) => `Via: ${via}`),
    ...usual.filter((line) => !replaced.has(readName(line))),
    ...lines,
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
  ];
  return `${all.join('\r\n')}\r\n\r\n${body}`;
}

export function ownVia(aim: Aim): string {
  const rport = pick(['', ';rport'], aim.random);
  return `SIP/2.0/UDP ${aim.source}${rport};branch=${createBranch(aim)}`;
}

export function createBranch({ random }: Aim): string {
  return `z9hG4bK${random(0x7fffffff).toString(16)}`;
}

function readName(line: string): string {
  return line.slice(0, line.indexOf(':')).toLowerCase();
}
