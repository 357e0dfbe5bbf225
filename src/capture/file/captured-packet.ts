// One packet of a capture file, as the link had it.

export interface CapturedPacket {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Of tcpdump.org's registry: 1 is Ethernet. */
  readonly linkType: number;
  /** How long it was; more than there are bytes where the capture was told to cut packets. */
  readonly length: number;
  readonly bytes: Buffer;
}

/** No capture tool writes a longer packet (wiretap's own limit). */
export const MAX_PACKET_BYTES = 262_144;
