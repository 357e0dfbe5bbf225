// Takes comments off the lines of a file: `; …` up to the end of the line, `;-- … --;` over as many lines
// as it takes, one within the other too. `\;` is a semicolon (config_text_file_load of main/config.c).

import type { Place } from './configuration.ts';

export class CommentStripper {
  /** How many `;--` are open; below zero after a `--;` that closes none. */
  #depth = 0;
  #begin: Place | undefined;

  /** Where the comment began in which the next line stands, undefined outside. */
  get openSince(): Place | undefined {
    return this.#depth === 0 ? undefined : this.#begin;
  }

  /** Whether a `--;` closed what nothing had opened: Asterisk takes all that follows for a comment. */
  get isUnbalanced(): boolean {
    return this.#depth < 0;
  }

  /** What of the line is no comment; empty when all of it is one. */
  strip(line: string, place: Place): string {
    const scan = new LineScan(line, this.#depth === 0);
    for (let at = scan.find(); at >= 0; at = scan.find()) {
      if (scan.isEscaped(at)) {
        scan.takeEscapeOff(at);
      } else if (scan.opensBlock(at)) {
        this.#move(1, place);
        scan.hideFrom(at);
      } else if (scan.closesBlock(at)) {
        this.#move(-1, place);
        scan.pass(at, this.#depth === 0);
      } else if (this.#depth === 0) {
        scan.cut(at);
      } else {
        scan.pass(at, false);
      }
    }
    return scan.visible;
  }

  #move(by: 1 | -1, { file, line }: Place): void {
    if (this.#depth === 0) this.#begin = { file, line };
    this.#depth += by;
  }
}

/** One line, looked at semicolon by semicolon. */
class LineScan {
  #text: string;
  /** What stands before it was looked at. */
  #from = 0;
  /** Undefined while all up to here belongs to a comment that began on a line above. */
  #begin: number | undefined;
  #end: number | undefined;

  constructor(text: string, isVisible: boolean) {
    this.#text = text;
    this.#begin = isVisible ? 0 : undefined;
  }

  get visible(): string {
    return this.#begin === undefined ? '' : this.#text.slice(this.#begin, this.#end);
  }

  /** The next semicolon, below zero without. */
  find(): number {
    return this.#text.indexOf(';', this.#from);
  }

  isEscaped(at: number): boolean {
    return at > this.#from && this.#text[at - 1] === '\\';
  }

  /** `;--`, but not `;---`, which is a line that somebody drew. */
  opensBlock(at: number): boolean {
    return this.#text.startsWith('--', at + 1) && this.#text[at + 3] !== '-';
  }

  closesBlock(at: number): boolean {
    return at >= this.#from + 2 && this.#text.startsWith('--', at - 2);
  }

  takeEscapeOff(at: number): void {
    this.#text = this.#text.slice(0, at - 1) + this.#text.slice(at);
    this.#from = at;
  }

  hideFrom(at: number): void {
    this.#end ??= at;
    this.#from = at + 3;
  }

  /** @param isVisible whether a comment ended there */
  pass(at: number, isVisible: boolean): void {
    this.#from = at + 1;
    if (!isVisible) return;
    if (this.#begin === undefined) {
      this.#begin = this.#from;
    } else if (this.#end !== undefined) {
      this.#text = this.#text.slice(0, this.#end) + this.#text.slice(this.#from);
      this.#from = this.#end;
      this.#end = undefined;
    }
  }

  cut(at: number): void {
    this.#end ??= at;
    this.#from = this.#text.length;
  }
}
