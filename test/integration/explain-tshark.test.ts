// The capture readers and Wireshark's tshark see the same in the same files: frames, SIP messages, who
// sent them to whom, and when.

import { Buffer } from 'node:buffer';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { formatAddressPort } from '../../src/base/ip-address.ts';
import { readCapturedSip } from '../../src/capture/captured-sip.ts';
import { openCapture } from '../../src/capture/file/capture-source.ts';
import { readCapture } from '../../src/capture/file/read-capture.ts';
import { listFlavours } from '../support/asterisk/flavours.ts';
import { makePcap, START_MS } from '../support/capture/capture-bytes.ts';
import {
  hex,
  makeEthernet,
  makeFrame,
  makeIp,
  makeUdp,
  phoneToAsterisk,
  reverse,
} from '../support/capture/packet-bytes.ts';
import { PcapngBytes } from '../support/capture/pcapng-bytes.ts';
import { createOffice } from '../support/office.ts';
import { startPacketCapture } from '../support/peers/packet-capture.ts';
import { readWithTshark, type TsharkReading } from '../support/peers/read-with-tshark.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findPeers } from '../support/provision/peers.ts';
import { findProvisioned } from '../support/provision/provision.ts';
import { formatAnswer, formatRegister } from '../unit/capture/register-text.ts';

const { tshark } = findPeers();
const flavours = listFlavours(await findProvisioned());
const scratch = mkdtempSync(join(tmpdir(), 'farend-tshark-'));

afterAll(() => rmSync(scratch, { recursive: true }));
afterEach(stopEverything);

async function readHere(path: string): Promise<TsharkReading> {
  const messages: TsharkReading['messages'][number][] = [];
  let frames = 0;
  const { reader, writtenAt } = await openCapture(path, () => undefined);
  const { end } = await readCapture(
    reader,
    { writtenAt },
    {
      onMessage: ({ time, source, destination, bytes }) => {
        const { view, mandatory } = readCapturedSip(bytes)!;
        const { startLine } = view;
        const isRequest = startLine.kind === 'request';
        messages.push({
          time,
          source: formatAddressPort(source.address, source.port),
          destination: formatAddressPort(destination.address, destination.port),
          what: isRequest ? mandatory.cSeq.method : String(startLine.statusCode),
          cSeq: mandatory.cSeq.sequence,
          callId: view.value(mandatory.lines.callIdLine),
        });
      },
      onSkipped: () => undefined,
      onPacket: () => {
        frames += 1;
      },
    },
  );
  expect(end).toEqual({ kind: 'whole' });
  return { frames, messages };
}

/** The lab's network shows each packet on two interfaces, at the same time. */
function withoutCopies(messages: TsharkReading['messages']): TsharkReading['messages'] {
  return messages.filter(
    (message, at) =>
      !messages
        .slice(0, at)
        .some(({ time, ...rest }) => message.time - time < 50 && isSame(message, rest)),
  );
}

function isSame(message: object, part: object): boolean {
  return Object.entries(part).every(([key, value]) => Reflect.get(message, key) === value);
}

const ports = [phoneToAsterisk.destinationPort];
const ipv4 = makeIp(phoneToAsterisk, makeUdp(phoneToAsterisk, formatRegister()));
const ipv6Ends = { ...phoneToAsterisk, source: '2001:db8::1', destination: '2001:db8::10' };
const ipv6 = makeIp(ipv6Ends, makeUdp(ipv6Ends, formatRegister()));
const long = makeUdp(
  phoneToAsterisk,
  formatRegister({ headers: [`X-Long: ${'a'.repeat(2_000)}`] }),
);
const MORE = 0x2000;

function atTimes(frames: readonly Buffer[]): { time: number; bytes: Buffer }[] {
  return frames.map((bytes, at) => ({ time: START_MS + at * 123, bytes }));
}

const ethernet = atTimes([
  makeFrame(formatRegister()),
  makeFrame(formatAnswer(401), reverse(phoneToAsterisk)),
  makeEthernet(ipv4, [[0x8100, 7]]),
  makeEthernet(ipv4, [
    [0x88a8, 7],
    [0x8100, 8],
  ]),
  makeEthernet(ipv6),
  makeEthernet(makeIp(phoneToAsterisk, long.subarray(0, 1_480), { fragment: MORE, id: 9 })),
  makeEthernet(makeIp(phoneToAsterisk, long.subarray(1_480), { fragment: 185, id: 9 })),
  hex(
    'ffffffffffff 020000000002 0806 0001 0800 0604 0001 020000000002 cb007101 000000000000 cb00710a',
  ),
]);
const nanoseconds = { isBigEndian: true, isNanoseconds: true };
const cooked = (start: string) => [{ time: START_MS, bytes: Buffer.concat([hex(start), ipv4]) }];

describe.runIf(tshark !== undefined)('tshark and farend read the same in', () => {
  test.each([
    ['pcap', makePcap(ethernet)],
    ['pcap of the other byte order, in nanoseconds', makePcap(ethernet, nanoseconds)],
    ['pcapng', new PcapngBytes().file(ethernet)],
    ['pcapng of the other byte order', new PcapngBytes(true).file(ethernet)],
    ['raw IP', makePcap(atTimes([ipv4, ipv6]), { linkType: 101 })],
    ['Linux cooked', makePcap(cooked('0000 0001 0006 020000000001 0000 0800'), { linkType: 113 })],
    [
      'Linux cooked 2',
      makePcap(cooked('0800 0000 00000002 0001 00 06 0200000000010000'), { linkType: 276 }),
    ],
    ['BSD loopback', makePcap(cooked('02000000'), { linkType: 0 })],
    ['OpenBSD loopback', makePcap(cooked('00000002'), { linkType: 108 })],
  ])('%s', async (name, file) => {
    const path = join(scratch, name.replaceAll(/\W/g, '-'));
    writeFileSync(path, file);

    const here = await readHere(path);

    expect(here.messages.length).toBeGreaterThan(0);
    expect(here).toEqual(await readWithTshark(tshark!, path, ports));
  });

  test.each(
    flavours.flatMap((flavour) =>
      (['pcap', 'pcapng'] as const).map((format) => ({ flavour, format })),
    ),
  )('a $format of registrations and a call at $flavour.title', async ({ flavour, format }) => {
    const endpoints = [{ name: '4001' }, { name: '4002' }];
    const office = await createOffice({ flavour, endpoints });
    const { namespace } = office.pbx;
    const capture = await startPacketCapture({ root: tshark!, namespace, format });
    const caller = await office.startPhone({ username: '4001', calls: {} });
    const address = '192.168.1.51';
    const callee = await office.startPhone({ username: '4002', address, calls: {} });
    await caller.register();
    await callee.register();
    const outgoing = await caller.call('9002');
    await outgoing.waitUntilConfirmed();
    await outgoing.hangUp();
    await capture.waitFor('BYE sip:');
    const path = await capture.finish();

    const here = await readHere(path);

    expect(here.messages.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['REGISTER', '401', '200', 'INVITE', 'ACK', 'BYE']),
    );
    const { frames, messages } = await readWithTshark(tshark!, path);
    expect(here).toEqual({ frames, messages: withoutCopies(messages) });
  });
});
