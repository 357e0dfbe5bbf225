import { Buffer } from 'node:buffer';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CaptureReport } from '../../../../src/app/explain/capture-report.ts';
import { explainCapture } from '../../../../src/app/explain/explain-capture.ts';
import { makeStoryOptions } from '../../../../src/app/explain/make-story-options.ts';
import { isAppError } from '../../../../src/base/app-error.ts';
import { makePcap, START_MS } from '../../../support/capture/capture-bytes.ts';
import { type Ends, makeFrame, reverse } from '../../../support/capture/packet-bytes.ts';
import { mutate } from '../../../support/torture/mutate.ts';
import { createRandom } from '../../../support/torture/random.ts';
import { formatAnswer, formatRegister, type RegisterText } from '../../capture/register-text.ts';

const scratch = mkdtempSync(join(tmpdir(), 'farend-explain-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const server = { destination: '203.0.113.10', destinationPort: 5080 };
const outside: Ends = { source: '203.0.113.1', sourcePort: 16_880, ...server };
const inside: Ends = { source: '192.168.1.50', sourcePort: 5060, ...server };
const VIA = 'SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bKa';
const stamped = { vias: [`${VIA};received=203.0.113.1;rport=16880`] };

interface Sent {
  readonly at: number;
  readonly sip: Buffer;
  readonly ends: Ends;
}

function ask(at: number, ends: Ends, text: RegisterText = {}): Sent {
  return { at, sip: formatRegister({ vias: [VIA], ...text }), ends };
}

function answer(at: number, status: number, ends: Ends, text: RegisterText = {}): Sent {
  return { at, sip: formatAnswer(status, { vias: [VIA], ...text }), ends: reverse(ends) };
}

function formatOptions(start: string): Buffer {
  const lines = [
    start,
    'Via: SIP/2.0/UDP 203.0.113.10:5080;branch=z9hG4bKoptions',
    'From: <sip:asterisk@203.0.113.10>;tag=q',
    'To: <sip:4001@192.168.1.50:5060>',
    'Call-ID: qualify@203.0.113.10',
    'CSeq: 7 OPTIONS',
    'Content-Length: 0',
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

const options = formatOptions('OPTIONS sip:4001@192.168.1.50:5060 SIP/2.0');

function explain(messages: readonly Sent[]): Promise<CaptureReport> {
  const records = messages.map(({ at, sip, ends }) => ({
    time: START_MS + at,
    bytes: makeFrame(sip, ends),
  }));
  return explainBytes(makePcap(records));
}

function explainBytes(bytes: Buffer): Promise<CaptureReport> {
  const path = join(scratch, 'capture.pcap');
  writeFileSync(path, bytes);
  return explainCapture(path, makeStoryOptions(undefined));
}

describe('where the capture was taken', () => {
  it.each([
    ['outside', [ask(0, outside), answer(9, 200, outside, stamped)]],
    ['inside', [ask(0, inside), answer(9, 200, inside, stamped)]],
    ['local', [ask(0, inside), answer(9, 200, inside)]],
    ['unknown', [ask(0, inside)]],
  ])('is told: %s', async (vantage, messages) => {
    expect((await explain(messages)).vantage).toBe(vantage);
  });

  it('does not hide where the server sees a phone', async () => {
    const { phones } = await explain([ask(0, inside), answer(9, 200, inside, stamped)]);

    expect(phones[0]?.seenAs).toBe('203.0.113.1:16880');
  });
});

it('a server that asks before anybody registers is not taken for a phone', async () => {
  const toPhone = { ...reverse(outside) };
  const answered = formatOptions('SIP/2.0 200 OK');

  const { phones, servers } = await explain([
    { at: 0, sip: options, ends: toPhone },
    { at: 5, sip: answered, ends: outside },
    ask(100, outside),
    answer(109, 200, outside, stamped),
    {
      at: 60_000,
      sip: Buffer.from(options.toString().replace('CSeq: 7', 'CSeq: 8')),
      ends: toPhone,
    },
    {
      at: 60_020,
      sip: Buffer.from(answered.toString().replace('CSeq: 7', 'CSeq: 8')),
      ends: outside,
    },
  ]);

  expect(servers).toEqual(['203.0.113.10:5080']);
  expect(phones.map(({ record }) => record.endpoint)).toEqual(['4001']);
  expect(phones[0]?.record.verdict.value).toBe('ok');
});

it('a phone that leaves OPTIONS without an answer is unreachable', async () => {
  const elsewhere = { ...reverse(inside) };
  const again = [0, 500, 1_500, 3_500, 7_500].map((at) => ({
    at: 1_000 + at,
    sip: options,
    ends: elsewhere,
  }));

  const { phones } = await explain([ask(0, outside), answer(9, 200, outside, stamped), ...again]);

  expect(phones[0]?.record.verdict.value).toBe('unreachable');
});

it('what is under way at the end of the capture is not called lost', async () => {
  const { phones, openAtEnd } = await explain([ask(0, outside), ask(500, outside)]);

  expect({ phones, openAtEnd }).toEqual({ phones: [], openAtEnd: 1 });
});

it('what was asked three times in vain is, also at the end', async () => {
  const { phones, openAtEnd } = await explain([0, 500, 1_500].map((at) => ask(at, outside)));

  expect(openAtEnd).toBe(0);
  expect(phones[0]?.record.verdict.value).toBe('failing');
});

it('any change of a capture is explained or refused by its code', async () => {
  const random = createRandom(7);
  const records = [ask(0, outside), answer(9, 401, outside), ask(500, outside)].map(
    ({ at, sip, ends }) => ({ time: START_MS + at, bytes: makeFrame(sip, ends) }),
  );
  const text = makePcap(records).toString('latin1');

  for (let count = 0; count < 400; count += 1) {
    const failure = await explainBytes(Buffer.from(mutate(text, random), 'latin1')).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure !== undefined) expect(isAppError(failure, 'CAPTURE_INVALID')).toBe(true);
  }
});
