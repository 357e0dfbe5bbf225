import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makePcap, START_MS } from '../../../support/capture/capture-bytes.ts';
import {
  hex,
  makeEthernet,
  makeFrame,
  makeIp,
  makeUdp,
  phoneToAsterisk,
  reverse,
} from '../../../support/capture/packet-bytes.ts';
import { PcapngBytes } from '../../../support/capture/pcapng-bytes.ts';
import { readBytes } from '../../../support/capture/read-bytes.ts';
import { mutate } from '../../../support/torture/mutate.ts';
import { createRandom } from '../../../support/torture/random.ts';
import { formatAnswer, formatRegister } from '../register-text.ts';

const udp = makeUdp(phoneToAsterisk, formatRegister());
const ipv6 = { ...phoneToAsterisk, source: '2001:db8::1', destination: '2001:db8::10' };
const frames = [
  makeFrame(formatRegister()),
  makeFrame(formatAnswer(401), reverse(phoneToAsterisk)),
  makeEthernet(makeIp(phoneToAsterisk, udp.subarray(0, 104), { fragment: 0x2000 }), [[0x8100, 1]]),
  makeEthernet(makeIp(phoneToAsterisk, udp.subarray(104), { fragment: 13 })),
  makeEthernet(makeIp(ipv6, udp, { extensions: { first: 44, bytes: hex('1100 0000 00000007') } })),
];
const records = frames.map((bytes, at) => ({ time: START_MS + at * 100, bytes }));
const log = `<--- Received SIP request (4 bytes) from UDP:203.0.113.1:5060 --->\n${formatRegister()}\n`;

const files = {
  pcap: makePcap(records),
  pcapng: new PcapngBytes(true).file(records),
  text: Buffer.from(log, 'latin1'),
  gzip: gzipSync(makePcap(records)),
};

async function judge(file: Buffer): Promise<void> {
  const { end, messages } = await readBytes(file, 700);

  expect(['whole', 'cut-off', 'refused']).toContain(end.kind);
  if (end.kind !== 'whole') expect(end.offset).toBeLessThanOrEqual(file.length);
  const bytes = messages.reduce((sum, message) => sum + message.bytes.length, 0);
  expect(bytes).toBeLessThanOrEqual(file.length * 2);
}

describe.each(Object.entries(files))(
  'a file that was changed is read or refused: %s',
  (_, file) => {
    it('with any one byte another', async () => {
      for (let at = 0; at < file.length; at += 1) {
        const changed = Buffer.from(file);
        changed.writeUInt8(changed.readUInt8(at) ^ (1 << (at % 8)), at);
        await judge(changed);
      }
    });

    it('cut off at any byte', async () => {
      for (let end = 0; end < file.length; end += 3) await judge(file.subarray(0, end));
    });

    it('with any other change', async () => {
      const random = createRandom(20_261_121);
      const text = file.toString('latin1');
      for (let count = 0; count < 1_500; count += 1)
        await judge(Buffer.from(mutate(text, random), 'latin1'));
    });
  },
);
