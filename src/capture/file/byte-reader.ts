// Bytes of a file in their order, a piece at a time: as much as the next record needs is kept, and no
// more. What is already there is read without waiting.

export class ByteReader {
  private readonly chunks: AsyncIterator<Buffer>;
  private bytes: Buffer = Buffer.alloc(0);
  private at = 0;
  private readBefore = 0;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** Of the next byte, from the beginning of the file. */
  get offset(): number {
    return this.readBefore + this.at;
  }

  /** How many bytes can be taken without waiting. */
  get available(): number {
    return this.bytes.length - this.at;
  }

  /** Waits until `count` bytes are there; false when the file ends before. */
  async fill(count: number): Promise<boolean> {
    if (this.available >= count) return true;
    const parts: Buffer[] = [this.bytes.subarray(this.at)];
    let size = this.available;
    while (size < count) {
      const { done, value } = await this.chunks.next();
      if (done === true) break;
      parts.push(value);
      size += value.length;
    }
    this.readBefore += this.at;
    this.at = 0;
    this.bytes = Buffer.concat(parts, size);
    return size >= count;
  }

  /** The next bytes, as many as are there at most; they stay where they are. */
  peek(count: number): Buffer {
    return this.bytes.subarray(this.at, this.at + count);
  }

  /** The next bytes; they must be there. Nothing overwrites them later. */
  take(count: number): Buffer {
    const taken = this.peek(count);
    this.at += taken.length;
    return taken;
  }

  /** Passes over bytes without keeping them; false when the file ends before. */
  async skip(count: number): Promise<boolean> {
    let rest = count;
    while (rest > this.available) {
      rest -= this.available;
      this.at = this.bytes.length;
      if (!(await this.fill(1))) return false;
    }
    this.at += rest;
    return true;
  }

  /** All that is left, for another reader. */
  async *rest(): AsyncGenerator<Buffer, void, undefined> {
    while (this.available > 0 || (await this.fill(1))) yield this.take(this.available);
  }
}
