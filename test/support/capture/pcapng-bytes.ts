// Files in pcapng format, built block by block.

import { Buffer } from 'node:buffer';
import type { PcapRecord } from './capture-bytes.ts';

export class PcapngBytes {
  private readonly isBigEndian: boolean;

  constructor(isBigEndian = false) {
    this.isBigEndian = isBigEndian;
  }

  uint32(...values: readonly number[]): Buffer {
    const bytes = Buffer.alloc(values.length * 4);
    for (const [at, value] of values.entries())
      this.isBigEndian ? bytes.writeUInt32BE(value, at * 4) : bytes.writeUInt32LE(value, at * 4);
    return bytes;
  }

  uint16(...values: readonly number[]): Buffer {
    const bytes = Buffer.alloc(values.length * 2);
    for (const [at, value] of values.entries())
      this.isBigEndian ? bytes.writeUInt16BE(value, at * 2) : bytes.writeUInt16LE(value, at * 2);
    return bytes;
  }

  block(type: number, ...parts: readonly Buffer[]): Buffer {
    const content = Buffer.concat(parts);
    const padding = Buffer.alloc((4 - (content.length % 4)) % 4);
    const length = this.uint32(content.length + padding.length + 12);
    return Buffer.concat([this.uint32(type), length, content, padding, length]);
  }

  section(): Buffer {
    const unknownLength = Buffer.alloc(8, 0xff);
    return this.block(0x0a0d0d0a, this.uint32(0x1a2b3c4d), this.uint16(1, 0), unknownLength);
  }

  interface(linkType = 1, ...options: readonly Buffer[]): Buffer {
    return this.block(1, this.uint16(linkType, 0), this.uint32(262_144), ...options);
  }

  option(code: number, value: Buffer): Buffer {
    const padding = Buffer.alloc((4 - (value.length % 4)) % 4);
    return Buffer.concat([this.uint16(code, value.length), value, padding]);
  }

  /** An enhanced packet block. */
  packet(
    { time, bytes, length = bytes.length }: PcapRecord,
    { unitsPerMs = 1_000n, at = 0 }: { unitsPerMs?: bigint; at?: number } = {},
  ): Buffer {
    const padding = Buffer.alloc((4 - (bytes.length % 4)) % 4);
    const head = [at, ...split(BigInt(time) * unitsPerMs), bytes.length, length];
    return this.block(6, this.uint32(...head), bytes, padding);
  }

  simplePacket(bytes: Buffer): Buffer {
    return this.block(3, this.uint32(bytes.length), bytes);
  }

  /** The packet block of old. */
  oldPacket({ time, bytes, length = bytes.length }: PcapRecord): Buffer {
    const sizes = [...split(BigInt(time) * 1_000n), bytes.length, length];
    return this.block(2, this.uint16(0, 0), this.uint32(...sizes), bytes);
  }

  file(records: readonly PcapRecord[]): Buffer {
    return Buffer.concat([
      this.section(),
      this.interface(),
      ...records.map((record) => this.packet(record)),
    ]);
  }
}

function split(units: bigint): [high: number, low: number] {
  return [Number(units >> 32n), Number(units & 0xffff_ffffn)];
}
