// How much UDP the kernel holds for farend while it is busy.

export interface BufferFacts {
  /** net.core.rmem_max, in bytes. */
  readonly limit: number;
  /** What a socket that asks for as much as farend's gets, in bytes as the kernel counts them. */
  readonly granted: number;
}

/** What the kernel charges for a datagram below 1,500 bytes: the buffer and its sk_buff (measured). */
export const CHARGED_BYTES = 2_304;
/** 300 phones behind one router that all come at once, twice each. */
export const NEEDED_DATAGRAMS = 600;
/** What net.core.rmem_max has to be for farend to get all that it asks for. */
export const WANTED_LIMIT = 4 * 1024 * 1024;
