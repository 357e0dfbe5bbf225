import { beforeEach, describe, expect, it } from 'vitest';
import { KeyedHash } from '../../../src/base/keyed-hash.ts';
import { DropCounts } from '../../../src/proxy/drop-counts.ts';
import { LocalAnswers, refusalTag } from '../../../src/proxy/local-answers.ts';
import { findMandatoryLines } from '../../../src/sip/mandatory-headers.ts';
import { expectParsed, makeMessage } from '../sip/sip-fixtures.ts';
import { makeStun, readStun } from '../stun/stun-text.ts';
import { RecordedSocket, type SentDatagram } from './make-binding.ts';

const hash = new KeyedHash('00'.repeat(32));
const source = { address: '203.0.113.5', port: 40112 };
const headers = [
  'From: <sip:a@example.com>;tag=1',
  'To: <sip:b@example.com>',
  'Call-ID: call-1',
  'CSeq: 1 OPTIONS',
  'User-Agent: Phone 1.0, which says a lot about itself',
];

let now: number;
let counts: DropCounts;
let sent: SentDatagram[];
let answers: LocalAnswers;

beforeEach(() => {
  now = 1_795_244_400_000;
  counts = new DropCounts();
  sent = [];
  answers = new LocalAnswers(hash, counts, () => now);
});

function refuse(via: string, from = source, extraLines?: string): void {
  const view = makeMessage(via, ...headers);
  const lines = expectParsed(findMandatoryLines(view));
  const socket = new RecordedSocket({ address: '198.51.100.10', port: 5060 }, sent);
  answers.send(view, lines, socket, from, { statusCode: 400, extraLines });
}

it('RFC 3581 §4: answers from the socket of the request to its source, with rport if offered', () => {
  refuse('Via: SIP/2.0/UDP 192.168.1.50:5060;rport;branch=z9hG4bKa');

  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ from: '198.51.100.10:5060', to: '203.0.113.5:40112' });
  expect(sent[0]?.text).toContain(
    '\r\nVia: SIP/2.0/UDP 192.168.1.50:5060;received=203.0.113.5;rport=40112;branch=z9hG4bKa\r\n',
  );
});

it('RFC 3261 §18.2.1: answers without rport= where it was not offered, to the source all the same', () => {
  refuse('Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bKa');

  expect(sent[0]?.to).toBe('203.0.113.5:40112');
  expect(sent[0]?.text).toContain(
    '\r\nVia: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bKa;received=203.0.113.5\r\n',
  );
});

it('puts a MAC into the To tag, by which the ACK is known again', () => {
  refuse('Via: SIP/2.0/UDP 192.168.1.50');

  expect(sent[0]?.text).toContain(
    `\r\nTo: <sip:b@example.com>;tag=${refusalTag(hash, 'call-1')}\r\n`,
  );
});

it('answers one address twenty times a second, whatever its port', () => {
  for (let port = 1; port <= 25; port += 1)
    refuse('Via: SIP/2.0/UDP 192.0.2.1', { address: '203.0.113.5', port });
  refuse('Via: SIP/2.0/UDP 192.0.2.1', { address: '203.0.113.6', port: 1 });

  expect(sent).toHaveLength(21);
  expect(counts.get('answer-limit')).toBe(5);
});

it('answers again in the next second', () => {
  for (let i = 0; i < 21; i += 1) refuse('Via: SIP/2.0/UDP 192.0.2.1');

  now += 999;
  refuse('Via: SIP/2.0/UDP 192.0.2.1');
  expect(sent).toHaveLength(20);

  now += 1;
  refuse('Via: SIP/2.0/UDP 192.0.2.1');
  expect(sent).toHaveLength(21);
});

describe('STUN', () => {
  const socket = () => new RecordedSocket({ address: '198.51.100.10', port: 5060 }, sent);
  const ask = (from = source) => answers.sendStun(makeStun(1), socket(), from);

  it('is answered from the socket of the request to its source', () => {
    ask();

    const [answer] = sent;
    expect(answer).toMatchObject({ from: '198.51.100.10:5060', to: '203.0.113.5:40112' });
    expect(readStun(Buffer.from(answer?.text ?? '', 'latin1')).type).toBe(0x0101);
  });

  it('has one allowance with refusals', () => {
    for (let i = 0; i < 15; i += 1) refuse('Via: SIP/2.0/UDP 192.0.2.1');
    for (let i = 0; i < 10; i += 1) ask();
    ask({ address: '203.0.113.6', port: 1 });

    expect(sent).toHaveLength(21);
    expect(counts.get('answer-limit')).toBe(5);
  });

  it('that asks for nothing takes nothing from it', () => {
    for (let i = 0; i < 30; i += 1) answers.sendStun(makeStun(0x0011), socket(), source);
    ask();

    expect(sent).toHaveLength(1);
  });
});

it('sends no answer that is more than a tenth longer than the request', () => {
  refuse('Via: SIP/2.0/UDP 192.0.2.1', source, `Unsupported: ${'x'.repeat(80)}\r\n`);

  expect(sent).toEqual([]);
  expect(counts.get('answer-too-large')).toBe(1);
});
