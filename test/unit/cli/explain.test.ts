import type { Buffer } from 'node:buffer';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runCli } from '../../../src/cli/program.ts';
import { makePcap, START_MS } from '../../support/capture/capture-bytes.ts';
import {
  type Ends,
  makeFrame,
  phoneToAsterisk,
  reverse,
} from '../../support/capture/packet-bytes.ts';
import { formatAnswer, formatRegister, type RegisterText } from '../capture/register-text.ts';
import { createRecordingTerminal, type RecordingTerminal } from './recording-terminal.ts';

const scratch = mkdtempSync(join(tmpdir(), 'farend-explain-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const toVia: Ends = { ...reverse(phoneToAsterisk), destinationPort: 5060 };
const credentials =
  'Authorization: Digest username="4001", realm="asterisk", nonce="a1", uri="sip:pbx.example.com", response="00112233445566778899aabbccddeeff"';

interface Sent {
  readonly at: number;
  readonly sip: Buffer;
  readonly ends?: Ends;
}

function write(name: string, messages: readonly Sent[]): string {
  const path = join(scratch, name);
  const records = messages.map(({ at, sip, ends = phoneToAsterisk }) => ({
    time: START_MS + at,
    bytes: makeFrame(sip, ends),
  }));
  writeFileSync(path, makePcap(records));
  return path;
}

/** A phone that asks again and again, and whose answers go to the port in its Via. */
const failing = write(
  'failing.pcap',
  [0, 500, 1_500, 3_500, 7_500, 11_500].flatMap((at) => [
    { at, sip: formatRegister() },
    { at: at + 10, sip: formatAnswer(401), ends: toVia },
  ]),
);

function exchange(at: number, status: number, text: RegisterText): Sent[] {
  return [
    { at, sip: formatRegister(text) },
    { at: at + 10, sip: formatAnswer(status, text), ends: reverse(phoneToAsterisk) },
  ];
}

const rport = (branch: string) => ({
  vias: [`SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK${branch};rport`],
});
const working = write('working.pcap', [
  ...exchange(0, 401, { cSeq: 1, ...rport('1') }),
  ...exchange(20, 200, { cSeq: 2, ...rport('2'), headers: [credentials] }),
]);

async function run(...args: readonly string[]): Promise<RecordingTerminal> {
  const terminal = createRecordingTerminal();
  await runCli(['explain', ...args], terminal);
  return terminal;
}

it('says of a phone that it fails, how one knows, and draws what was said', async () => {
  const { out, err, exitCode } = await run(failing);

  const page = out.join('\n');
  expect(err).toEqual([]);
  expect(page).toContain('failing: proxy-to-phone');
  expect(page).toContain('it sent the same REGISTER 5 times more after it was answered with 401');
  expect(page).toMatch(/07:00:00\.000 {2}│:16880 ─+ REGISTER ×6 ─+▶ :5080 │/);
  expect(page).toMatch(/07:00:00\.010 {2}│:5060 ✗─+ 401 Whatever ×6 ─+ :5080 │/);
  expect(page).toContain('no-rport');
  expect(page).toContain('warning: response-lost');
  expect(page).toContain('1. Set force_rport=yes');
  expect(exitCode).toBe(1);
});

it('says of a phone that works that it does, and nothing more', async () => {
  const { out, exitCode } = await run(working);

  const page = out.join('\n');
  expect(page).toMatch(/^4001 +203\.0\.113\.1 +ok +behind-nat +offered +203\.0\.113\.1:16880/m);
  expect(page).toContain('1 phone: 1 ok');
  expect(page).not.toContain('Call-ID');
  expect(exitCode).toBe(0);
});

it('--phone shows one phone in full, --no-ladder without the drawing', async () => {
  const full = (await run(working, '--phone', '4001')).out.join('\n');
  const plain = (await run(working, '--phone', '40*', '--no-ladder')).out.join('\n');
  const nobody = (await run(working, '--phone', '4002')).out.join('\n');

  expect(full).toMatch(/│:16880 ─+ REGISTER with credentials ─+▶ :5080 │/);
  expect(plain).toContain('NAT tests');
  expect(plain).not.toContain('▶');
  expect(nobody).toContain('no phone is known');
});

it('--json is one document on all files, and holds no secret', async () => {
  const { out, progress } = await run(failing, working, '--json');

  const { captures } = JSON.parse(out.join('\n'));
  expect(captures).toMatchObject([
    {
      file: failing,
      format: 'pcap',
      packets: 12,
      messages: 12,
      from: '2026-11-21T07:00:00.000Z',
      vantage: 'outside',
      servers: ['203.0.113.10:5080'],
      phones: [{ endpoint: '4001', device: { verdict: { value: 'failing' } } }],
    },
    { file: working, phones: [{ endpoint: '4001', device: { verdict: { value: 'ok' } } }] },
  ]);
  expect(out.join('\n')).not.toContain('00112233445566778899aabbccddeeff');
  expect(progress.join('')).toBe('');
});

it('shows several files one after another, each with its name', async () => {
  const page = (await run(failing, working)).out.join('\n');

  expect(page.indexOf(failing)).toBeLessThan(page.indexOf(working));
});

it('explains a file that ends too early up to there, and refuses the rest with the byte', async () => {
  const path = join(scratch, 'cut.pcap');
  const [first, second] = [
    { time: START_MS, bytes: makeFrame(formatRegister()) },
    { time: START_MS + 9, bytes: makeFrame(formatAnswer(401), reverse(phoneToAsterisk)) },
  ];
  const file = makePcap([first!, second!]);
  writeFileSync(path, file.subarray(0, -1));

  const { out, err, exitCode } = await run(path);

  expect(out.join('\n')).toContain('1 message of SIP over UDP');
  expect(err.join('\n')).toMatch(
    new RegExp(`^${path}: at byte \\d+: the file ends within a packet`),
  );
  expect(exitCode).toBe(2);
});

it('CAPTURE_INVALID: refuses what contradicts itself, with file and byte', async () => {
  const path = join(scratch, 'lie.pcap');
  const file = makePcap([{ time: START_MS, bytes: makeFrame(formatRegister()) }]);
  file.writeUInt32LE(0x40000000, 24 + 8);
  writeFileSync(path, file);

  const { out, err, exitCode } = await run(path);

  expect(out).toEqual([]);
  expect(err).toEqual([`farend: ${path}: at byte 32: a packet says that it has 1073741824 bytes`]);
  expect(exitCode).toBe(2);
});

it('CAPTURE_UNREADABLE: tells why a file cannot be read', async () => {
  const { err, exitCode } = await run(join(scratch, 'none.pcap'));

  expect(err.join('\n')).toContain('none.pcap cannot be read: there is no such file');
  expect(exitCode).toBe(2);
});

it('takes the names of sites from a configuration file', async () => {
  const config = join(scratch, 'farend.yaml');
  const proxy = { listen: ['udp://203.0.113.20:5060'], asterisk: ['udp://203.0.113.10:5080'] };
  const sites = [{ name: 'Leeds', networks: ['203.0.113.1/32'] }];
  writeFileSync(config, JSON.stringify({ proxy, sites }));

  const page = (await run(working, '-c', config)).out.join('\n');

  expect(page).toMatch(/^4001 +Leeds +ok/m);
});
