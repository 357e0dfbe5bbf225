// From packets of a capture to the SIP messages in them. What is no SIP over UDP is counted by its
// reason and left out.

import type { CapturedMessage } from '../captured-message.ts';
import type { CapturedPacket } from './captured-packet.ts';
import { type FragmentFailure, FragmentTable } from './fragment-table.ts';
import { type IpPacket, parseIpPacket } from './ip-packet.ts';
import { findNetworkPart, IPV4, IPV6, isKnownLink } from './link-layer.ts';
import { looksLikeSip } from './looks-like-sip.ts';

/**
 * Why a packet makes no message. `cut`: the capture was told to keep only the first bytes of each
 * packet, and these do not hold the whole message.
 */
export type PacketSkip =
  | FragmentFailure
  | 'unknown-link'
  | 'not-ip'
  | 'bad-packet'
  | 'cut'
  | 'sip-over-tcp'
  | 'tls'
  | 'other';

const UDP = 17;
const TCP = 6;
const UDP_HEADER_BYTES = 8;
const TCP_HEADER_BYTES = 20;
/** RFC 3261 §18.1.1: of SIP over TLS. */
const SIPS_PORT = 5061;

export class PacketReader {
  private readonly tell: (message: CapturedMessage) => void;
  private readonly skip: (why: PacketSkip) => void;
  private readonly fragments: FragmentTable;

  constructor(tell: (message: CapturedMessage) => void, skip: (why: PacketSkip) => void) {
    this.tell = tell;
    this.skip = skip;
    this.fragments = new FragmentTable(skip);
  }

  take({ time, linkType, bytes, length }: CapturedPacket): void {
    const network = findNetworkPart(linkType, bytes);
    if (network === undefined) this.skip(isKnownLink(linkType) ? 'bad-packet' : 'unknown-link');
    else if (network.etherType !== IPV4 && network.etherType !== IPV6) this.skip('not-ip');
    else {
      const packet = parseIpPacket(bytes, network);
      if (packet === undefined) this.skip(bytes.length < length ? 'cut' : 'bad-packet');
      else this.takeIp(packet, time);
    }
  }

  /** At the end of the capture. */
  close(): void {
    this.fragments.close();
  }

  private takeIp(packet: IpPacket, time: number): void {
    const { protocol, fragment } = packet;
    if (protocol === TCP && fragment === undefined) this.skip(nameTcp(packet.payload));
    else if (protocol !== UDP) this.skip('other');
    else if (fragment === undefined) this.takeUdp(packet, packet.payload, time);
    else {
      const whole = this.fragments.take(packet, fragment, time);
      if (whole !== undefined) this.takeUdp(packet, whole, time);
    }
  }

  private takeUdp({ source, destination, isCut }: IpPacket, datagram: Buffer, time: number): void {
    if (datagram.length < UDP_HEADER_BYTES) {
      this.skip(isCut ? 'cut' : 'bad-packet');
      return;
    }
    const length = datagram.readUInt16BE(4);
    if (length < UDP_HEADER_BYTES || (length > datagram.length && !isCut)) {
      this.skip('bad-packet');
      return;
    }
    const bytes = datagram.subarray(UDP_HEADER_BYTES, length);
    if (!looksLikeSip(bytes)) this.skip('other');
    else if (length > datagram.length) this.skip('cut');
    else
      this.tell({
        time,
        source: { address: source, port: datagram.readUInt16BE(0) },
        destination: { address: destination, port: datagram.readUInt16BE(2) },
        agent: '',
        bytes,
      });
  }
}

/** Its streams are not put together: only what a segment begins with is looked at. */
function nameTcp(segment: Buffer): PacketSkip {
  if (segment.length < TCP_HEADER_BYTES) return 'other';
  const ports = [segment.readUInt16BE(0), segment.readUInt16BE(2)];
  const payload = segment.subarray((segment.readUInt8(12) >> 4) * 4);
  if (payload.length > 0 && ports.includes(SIPS_PORT)) return 'tls';
  return looksLikeSip(payload) ? 'sip-over-tcp' : 'other';
}
