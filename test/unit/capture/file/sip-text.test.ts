import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { START_MS } from '../../../support/capture/capture-bytes.ts';
import { readBytes } from '../../../support/capture/read-bytes.ts';
import { formatAnswer, formatRegister } from '../register-text.ts';

const request = formatRegister().toString('latin1');
const answer = formatAnswer(401).toString('latin1');
const phone = { address: '203.0.113.1', port: 16_880 };
const writer = { address: '0.0.0.0', port: 5060 };
const body = 'v=0\r\ns=-\r\nc=IN IP4 192.168.1.50\r\n';
const invite = request
  .replaceAll('REGISTER', 'INVITE')
  .replace('Content-Length: 0', `Content-Type: application/sdp\r\nContent-Length: ${body.length}`)
  .concat(body);

function read(text: string, pieceBytes?: number): ReturnType<typeof readBytes> {
  return readBytes(Buffer.from(text, 'latin1'), pieceBytes);
}

function withoutCr(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

describe('the logger of chan_pjsip', () => {
  const log = [
    '[2026-11-21 07:00:00.123] VERBOSE[77] res_pjsip_logger.c: <--- Received SIP request (441 bytes) from UDP:203.0.113.1:16880 --->',
    request,
    '',
    '[2026-11-21 07:00:00.140] DEBUG[77] pjproject: something else',
    '<--- Transmitting SIP response (403 bytes) to UDP:203.0.113.1:16880 --->',
    answer,
    '',
    '<--- Received SIP request (441 bytes) from TLS:203.0.113.1:16880 --->',
    request,
  ].join('\n');

  it.each([1, 50, 65_536])('is read in pieces of %d bytes', async (pieceBytes) => {
    const { messages, skipped, format, end } = await read(log, pieceBytes);

    expect({ format, end }).toEqual({ format: 'text', end: { kind: 'whole' } });
    expect(messages).toEqual([
      {
        time: START_MS + 123,
        source: phone,
        destination: writer,
        agent: '',
        bytes: formatRegister(),
      },
      {
        time: START_MS + 123,
        source: writer,
        destination: phone,
        agent: '',
        bytes: formatAnswer(401),
      },
    ]);
    expect(skipped).toEqual({ 'sip-over-tcp': 1 });
  });

  it('is read as copied from a console, without CR and with IPv6', async () => {
    const { messages } = await read(
      withoutCr(
        `<--- Received SIP request (441 bytes) from UDP:[2001:DB8::1]:5060 --->\n${request}\n`,
      ),
    );

    expect(messages[0]).toMatchObject({
      source: { address: '2001:db8::1', port: 5060 },
      bytes: formatRegister(),
    });
  });
});

it('reads the debugging output of chan_sip', async () => {
  const log = withoutCr(
    [
      '<--- SIP read from UDP:203.0.113.1:16880 --->',
      invite,
      '<------------->',
      '--- (9 headers 3 lines) ---',
      'Sending to 203.0.113.1:16880 (NAT)',
      '',
      '<--- Reliably Transmitting (NAT) to 203.0.113.1:16880 --->',
      answer,
      '',
      '<------------>',
      'Retransmitting #1 (no NAT) to 203.0.113.1:16880:',
      answer,
      '',
      '---',
    ].join('\n'),
  );

  const { messages } = await read(log);

  expect(messages.map(({ bytes }) => bytes.toString('latin1'))).toEqual([invite, answer, answer]);
  expect(messages[0]?.source).toEqual(phone);
  expect(messages[2]?.destination).toEqual(phone);
});

it.each([
  ['sngrep', '2026/11/21 07:00:00.123456 203.0.113.1:16880 -> 203.0.113.10:5080'],
  ['ngrep', 'U 2026/11/21 07:00:00.123456 203.0.113.1:16880 -> 203.0.113.10:5080 #7'],
  ['Homer', 'proto:UDP 2026-11-21T07:00:00.123Z  203.0.113.1:16880 ---> 203.0.113.10:5080'],
])('reads what %s saves', async (_, mark) => {
  const { messages } = await read(`${mark}\n${request}\n\n${mark}\n${invite}\n`);

  expect(messages.map(({ bytes }) => bytes.toString('latin1'))).toEqual([request, invite]);
  expect(messages[1]).toMatchObject({
    time: START_MS + 123,
    source: phone,
    destination: { address: '203.0.113.10', port: 5080 },
  });
});

it('reads what ngrep shows line by line, a dot for each CR', async () => {
  const dotted = invite.replaceAll('\r\n', '.\n');

  const { messages } = await read(`#\nU 203.0.113.1:16880 -> 203.0.113.10:5080\n${dotted}\n#\n`);

  expect(messages[0]?.bytes.toString('latin1')).toBe(invite);
});

it('reads plain messages one after another, each end as the messages name it', async () => {
  const { messages } = await read(withoutCr(`${request}\n\n${answer}${invite}`));

  expect(messages.map(({ bytes }) => bytes.toString('latin1'))).toEqual([request, answer, invite]);
  const [first, second] = messages;
  expect(first?.source).toEqual({ address: '192.168.1.50', port: 5060 });
  expect(first?.time).toBe(START_MS);
  expect(second?.source).toEqual(first?.destination);
  expect(second?.destination).toEqual(first?.source);
});

it('keeps what is sent again, although its time says only the second', async () => {
  const mark =
    '[Nov 21 07:00:00] <--- Received SIP request (4 bytes) from UDP:203.0.113.1:16880 --->';

  const { messages } = await read(`${mark}\n${request}\n${mark}\n${request}\n`);

  expect(messages.map(({ time }) => time)).toEqual([START_MS, START_MS]);
});

it.each([
  ['a text without SIP', 'Dear Sir or Madam,\n'.repeat(100), 0],
  ['a line without end', `${request}\n${'a'.repeat(70_000)}`, request.length + 1],
])('refuses %s', async (_, text, offset) => {
  expect((await read(text)).end).toMatchObject({ kind: 'refused', offset });
});

it('counts what begins as a message and is none', async () => {
  const { skipped } = await read('REGISTER sip:example.com SIP/2.0\nVia: nonsense\n\n');

  expect(skipped).toEqual({ 'bad-text': 1 });
});

it('reads a log into which somebody sent a bell and colours', async () => {
  const loud = request.replace('\r\nVia', '\r\nUser-Agent: \u0007\u001b[31m\u0001\r\nVia');

  const { messages, format } = await read(loud + request);

  expect([format, messages.length]).toEqual(['text', 2]);
});
