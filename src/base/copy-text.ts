// Strings cut from a message keep the whole message alive; what is kept for long is copied.

/** A copy that shares no memory with the text that it was cut from. */
export function copyText(text: string): string {
  // A message is read as one byte per character; what became text may have others.
  const encoding = /[^\0-\u00ff]/.test(text) ? 'utf16le' : 'latin1';
  return Buffer.from(text, encoding).toString(encoding);
}

/** A part of a text that is kept anyway shares that memory; what is no part of it is copied. */
export function copyPart(part: string, keptText: string): string {
  const at = keptText.indexOf(part);
  return at < 0 ? copyText(part) : keptText.slice(at, at + part.length);
}
