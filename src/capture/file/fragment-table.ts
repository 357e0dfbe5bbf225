// Puts datagrams together that came in fragments (RFC 791 §3.2, RFC 8200 §4.5). Fragments that overlap
// are a lie or an attack, and end their datagram (RFC 5722). Bounded by number and by bytes: the oldest
// gives way.

import type { Fragment, IpPacket } from './ip-packet.ts';

/** RFC 8200 §4.5: what is not whole by then never will be. */
const MAX_AGE_MS = 60_000;
const MAX_DATAGRAMS = 1_024;
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_DATAGRAM_BYTES = 65_535;

interface Piece {
  readonly start: number;
  readonly bytes: Buffer;
}

interface Datagram {
  readonly since: number;
  /** In order, none touching another's bytes. */
  readonly pieces: Piece[];
  /** Known once its last piece was seen. */
  length: number | undefined;
  size: number;
  isRefused: boolean;
}

export type FragmentFailure = 'bad-fragment' | 'lost-fragment';

export class FragmentTable {
  private readonly datagrams = new Map<string, Datagram>();
  private readonly count: (why: FragmentFailure) => void;
  private bytes = 0;

  /** @param count gets a reason for each datagram that never becomes whole */
  constructor(count: (why: FragmentFailure) => void) {
    this.count = count;
  }

  /** How many datagrams are not whole yet. */
  get size(): number {
    return this.datagrams.size;
  }

  /** The whole payload once its last missing fragment has come. */
  take(packet: IpPacket, fragment: Fragment, timeMs: number): Buffer | undefined {
    this.forgetOlder(timeMs - MAX_AGE_MS);
    const key = `${packet.source} ${packet.destination} ${packet.protocol} ${fragment.id}`;
    const datagram = this.datagrams.get(key) ?? this.open(key, timeMs);
    if (datagram.isRefused) return undefined;
    const piece = { start: fragment.start, bytes: packet.payload };
    const isGood =
      !packet.isCut && isPlausible(fragment, piece) && this.add(datagram, fragment, piece);
    if (!isGood) this.refuse(datagram);
    else if (datagram.size === datagram.length) {
      this.drop(key, datagram);
      return Buffer.concat(datagram.pieces.map(({ bytes }) => bytes));
    }
    this.shrink();
    return undefined;
  }

  /** At the end of the capture: what is still open is lost. */
  close(): void {
    this.forgetOlder(Number.POSITIVE_INFINITY);
  }

  private open(key: string, since: number): Datagram {
    const datagram: Datagram = { since, pieces: [], length: undefined, size: 0, isRefused: false };
    this.datagrams.set(key, datagram);
    return datagram;
  }

  /** False where it contradicts what is there. */
  private add(datagram: Datagram, { hasMore }: Fragment, piece: Piece): boolean {
    const end = piece.start + piece.bytes.length;
    const { pieces, length } = datagram;
    const isSameEnd = hasMore || length === undefined || length === end;
    if (!isSameEnd || (length !== undefined && end > length)) return false;
    const next = pieces.findIndex(({ start }) => start >= piece.start);
    const at = next < 0 ? pieces.length : next;
    if (isSame(pieces[at], piece)) return true;
    if (endOf(pieces[at - 1]) > piece.start || end > (pieces[at]?.start ?? end)) return false;
    if (!hasMore) {
      if (endOf(pieces.at(-1)) > end) return false;
      datagram.length = end;
    }
    pieces.splice(at, 0, piece);
    datagram.size += piece.bytes.length;
    this.bytes += piece.bytes.length;
    return true;
  }

  /** It stays as a mark, so that the rest of it opens nothing new. */
  private refuse(datagram: Datagram): void {
    this.bytes -= datagram.size;
    Object.assign(datagram, { size: 0, isRefused: true });
    datagram.pieces.length = 0;
    this.count('bad-fragment');
  }

  private drop(key: string, datagram: Datagram): void {
    this.datagrams.delete(key);
    this.bytes -= datagram.size;
  }

  private forgetOlder(timeMs: number): void {
    for (const [key, datagram] of this.datagrams) {
      if (datagram.since >= timeMs) return;
      this.lose(key, datagram);
    }
  }

  private shrink(): void {
    for (const [key, datagram] of this.datagrams) {
      if (this.datagrams.size <= MAX_DATAGRAMS && this.bytes <= MAX_BYTES) return;
      this.lose(key, datagram);
    }
  }

  private lose(key: string, datagram: Datagram): void {
    this.drop(key, datagram);
    if (!datagram.isRefused) this.count('lost-fragment');
  }
}

/** All but the last are of whole units of eight bytes, and none is empty. */
function isPlausible({ hasMore }: Fragment, { start, bytes }: Piece): boolean {
  if (bytes.length === 0 || start + bytes.length > MAX_DATAGRAM_BYTES) return false;
  return !hasMore || bytes.length % 8 === 0;
}

function endOf(piece: Piece | undefined): number {
  return piece === undefined ? 0 : piece.start + piece.bytes.length;
}

/** The same packet seen twice, as on two interfaces. */
function isSame(known: Piece | undefined, piece: Piece): boolean {
  return known?.start === piece.start && known.bytes.equals(piece.bytes);
}
