// The latest frames as they went out, by number: what a client that comes back is sent, and what a
// slow one has still to get. It is the only backlog there is, so no client costs memory by itself.

const MAX_FRAMES = 10_000;
/** Phones choose how long their headers are; this many characters are kept in all. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

export class FrameHistory {
  /** A ring: the line of frame number n is at n modulo its size. */
  private readonly lines: string[];
  private readonly maxFrames: number;
  private readonly maxCharacters: number;
  private first = 1;
  private next = 1;
  private characters = 0;

  constructor(maxFrames = MAX_FRAMES, maxCharacters = MAX_CHARACTERS) {
    this.maxFrames = maxFrames;
    this.maxCharacters = maxCharacters;
    this.lines = Array.from({ length: maxFrames }, () => '');
  }

  /** The number that the next frame gets; the first one has 1. */
  get nextSeq(): number {
    return this.next;
  }

  /** The oldest that is kept; `nextSeq` when none is. */
  get firstSeq(): number {
    return this.first;
  }

  /** @param line the whole frame that bears `nextSeq`, with its line end */
  add(line: string): void {
    if (this.next - this.first === this.maxFrames) this.forgetFirst();
    this.lines[this.next % this.maxFrames] = line;
    this.characters += line.length;
    this.next += 1;
    while (this.characters > this.maxCharacters) this.forgetFirst();
  }

  /** A frame that nobody will want: only its number counts. */
  skip(): void {
    while (this.first < this.next) this.forgetFirst();
    this.next += 1;
    this.first = this.next;
  }

  /** The frames from a number on, in one text of about that size; `after` is the number that follows. */
  read(from: number, characters: number): { readonly text: string; readonly after: number } {
    let text = '';
    let after = from;
    while (after < this.next && text.length < characters) {
      text += this.lines[after % this.maxFrames] as string;
      after += 1;
    }
    return { text, after };
  }

  private forgetFirst(): void {
    const at = this.first % this.maxFrames;
    this.characters -= (this.lines[at] as string).length;
    this.lines[at] = '';
    this.first += 1;
  }
}
