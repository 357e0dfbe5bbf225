// Lines out of a stream of bytes. A line that is too long is left out, told once, and what follows it
// is read again: the other side cannot make this one hold more than a line.

const LF = 0x0a;

/** `undefined` in place of a line that was too long. */
export type ReadLine = { readonly text: string | undefined };

export class LineReader {
  private readonly maxBytes: number;
  private pending: Buffer = Buffer.alloc(0);
  /** Inside a line that is too long already. */
  private isSkipping = false;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  push(chunk: Buffer): void {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
  }

  /** The next whole line, without its end; undefined when there is none yet. */
  next(): ReadLine | undefined {
    const end = this.pending.indexOf(LF);
    if (end < 0) return this.checkUnfinished();
    const line = this.pending.subarray(0, end);
    this.pending = this.pending.subarray(end + 1);
    if (this.isSkipping) {
      this.isSkipping = false;
      return this.next();
    }
    return { text: line.length > this.maxBytes ? undefined : line.toString('utf8') };
  }

  private checkUnfinished(): ReadLine | undefined {
    if (this.pending.length <= this.maxBytes) return undefined;
    this.pending = Buffer.alloc(0);
    if (this.isSkipping) return undefined;
    this.isSkipping = true;
    return { text: undefined };
  }
}
