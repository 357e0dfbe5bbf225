// HEP version 3 packets for tests, built chunk by chunk as the specification has them, without the parser's
// help.

import { Buffer } from 'node:buffer';

export interface HepFields {
  readonly family?: number;
  readonly protocol?: number;
  /** Four or sixteen numbers. */
  readonly source?: readonly number[];
  readonly destination?: readonly number[];
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly seconds?: number;
  readonly microseconds?: number;
  readonly payloadType?: number;
  readonly agentId?: number;
  readonly payload?: string;
}

/** Of a phone behind a router, towards an Asterisk at 203.0.113.10. */
export const usualFields = {
  family: 2,
  protocol: 17,
  source: [203, 0, 113, 1],
  destination: [203, 0, 113, 10],
  sourcePort: 16_880,
  destinationPort: 5_060,
  seconds: 1_795_244_400,
  microseconds: 250_999,
  payloadType: 1,
  agentId: 7,
  payload: 'OPTIONS sip:pbx.example.com SIP/2.0\r\n\r\n',
} as const;

export function formatChunk(type: number, value: Buffer, vendor = 0): Buffer {
  return Buffer.concat([
    formatNumber(vendor, 2),
    formatNumber(type, 2),
    formatNumber(value.length + 6, 2),
    value,
  ]);
}

function formatNumber(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}

/** @param length the total length that it claims; default: the right one */
export function formatPacket(chunks: readonly Buffer[], length?: number): Buffer {
  const body = Buffer.concat(chunks);
  return Buffer.concat([Buffer.from('HEP3'), formatNumber(length ?? body.length + 6, 2), body]);
}

export function listChunks(changes: HepFields = {}): Buffer[] {
  const fields = { ...usualFields, ...changes };
  const isIpv6 = fields.family === 10;
  return [
    formatChunk(1, formatNumber(fields.family, 1)),
    formatChunk(2, formatNumber(fields.protocol, 1)),
    formatChunk(isIpv6 ? 5 : 3, Buffer.from(fields.source)),
    formatChunk(isIpv6 ? 6 : 4, Buffer.from(fields.destination)),
    formatChunk(7, formatNumber(fields.sourcePort, 2)),
    formatChunk(8, formatNumber(fields.destinationPort, 2)),
    formatChunk(9, formatNumber(fields.seconds, 4)),
    formatChunk(10, formatNumber(fields.microseconds, 4)),
    formatChunk(11, formatNumber(fields.payloadType, 1)),
    formatChunk(12, formatNumber(fields.agentId, 4)),
    formatChunk(15, Buffer.from(fields.payload, 'latin1')),
  ];
}

export function formatHep(changes: HepFields = {}): Buffer {
  return formatPacket(listChunks(changes));
}
