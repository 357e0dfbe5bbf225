// What tshark reads in a capture file: how many frames, and each SIP message in it.

import { runChecked } from '../process/run-command.ts';
import type { TsharkRoot } from '../provision/peers.ts';

export interface TsharkReading {
  readonly frames: number;
  readonly messages: readonly TsharkMessage[];
}

interface TsharkMessage {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Address:port. */
  readonly source: string;
  readonly destination: string;
  /** A method, or a status code. */
  readonly what: string;
  readonly cSeq: number;
  readonly callId: string;
}

const FIELDS = [
  ...['frame.time_epoch', 'ip.src', 'ipv6.src', 'udp.srcport', 'ip.dst', 'ipv6.dst'],
  ...['udp.dstport', 'sip.Method', 'sip.Status-Code', 'sip.CSeq.seq', 'sip.Call-ID'],
];

export async function readWithTshark(
  { tshark }: TsharkRoot,
  path: string,
  ports: readonly number[] = [],
): Promise<TsharkReading> {
  const asSip = ports.flatMap((port) => ['-d', `udp.port==${port},sip`]);
  const read = [...tshark, '-n', '-r', path];
  const frames = await runChecked([...read, '-T', 'fields', '-e', 'frame.number']);
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  const text = await runChecked([
    ...[...read, ...asSip, '-Y', 'sip && udp', '-T', 'fields', '-E', 'occurrence=f'],
    ...fields,
  ]);
  return { frames: countLines(frames), messages: splitLines(text).map(readMessage) };
}

function readMessage(line: string): TsharkMessage {
  const [time, ip, ipv6, port, toIp, toIpv6, toPort, method, status, cSeq, callId = ''] =
    line.split('\t');
  const [seconds = '', fraction = ''] = (time ?? '').split('.');
  return {
    time: Number(seconds) * 1_000 + Number(fraction.slice(0, 3)),
    source: `${ip || `[${ipv6}]`}:${port}`,
    destination: `${toIp || `[${toIpv6}]`}:${toPort}`,
    what: method || status || '',
    cSeq: Number(cSeq),
    callId,
  };
}

function splitLines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function countLines(text: string): number {
  return splitLines(text).length;
}
