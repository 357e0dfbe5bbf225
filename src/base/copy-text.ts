// Strings cut from a message keep the whole message alive; what is kept for long is copied.

/** A copy that shares no memory with the text that it was cut from; one byte per character. */
export function copyText(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/** A part of a text that is kept anyway shares that memory; what is no part of it is copied. */
export function copyPart(part: string, keptText: string): string {
  const at = keptText.indexOf(part);
  return at < 0 ? copyText(part) : keptText.slice(at, at + part.length);
}
