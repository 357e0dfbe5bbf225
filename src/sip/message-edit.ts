// The changes that a message gets on its way: replacements at offsets of the original text. What
// no change names leaves as it came.

import type { MessageView } from './message-view.ts';

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export class MessageEdit {
  /** In the order of the message. */
  private readonly replacements: Replacement[] = [];

  /** Puts `text` in the place of [start, end). Replacements must not overlap. */
  replace(start: number, end: number, text: string): void {
    const { replacements } = this;
    const replacement = { start, end, text };
    let at = replacements.length;
    replacements.push(replacement);
    for (; at > 0; at -= 1) {
      const before = replacements[at - 1] as Replacement;
      if (before.start <= start) break;
      replacements[at] = before;
    }
    replacements[at] = replacement;
  }

  /** Puts `text` before the character at `offset`; a second insertion there follows the first. */
  insert(offset: number, text: string): void {
    this.replace(offset, offset, text);
  }

  /** Takes a whole header line out, line break included. */
  removeLine(message: MessageView, line: number): void {
    this.replace(message.lineStart(line), message.lineEnd(line) + 2, '');
  }

  /** The text up to `end` with all changes. */
  apply(original: string, end: number): string {
    let text = '';
    let at = 0;
    for (const replacement of this.replacements) {
      text += original.slice(at, replacement.start) + replacement.text;
      at = replacement.end;
    }
    return text + original.slice(at, end);
  }
}
