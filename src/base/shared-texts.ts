// Texts that many have in common, such as the User-Agent of a model of phone, are kept once.

import { copyText } from './copy-text.ts';

/** Past that many, each further one is kept by itself. */
const MAX_TEXTS = 1_000;

export class SharedTexts {
  private readonly texts = new Map<string, string>();

  /** The same text, which keeps nothing of the message that it was cut from. */
  share(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    const copy = copyText(text);
    if (this.texts.size < MAX_TEXTS) this.texts.set(copy, copy);
    return copy;
  }
}
