// Text as Asterisk's own functions treat it: everything up to the space is a blank, case is that of ASCII,
// and lengths are those of bytes.

/** Without the blanks around it: ast_strip of main/config.c takes all control characters for blanks. */
export function strip(text: string): string {
  let begin = 0;
  let end = text.length;
  while (begin < end && text.charCodeAt(begin) <= 0x20) begin += 1;
  while (end > begin && text.charCodeAt(end - 1) <= 0x20) end -= 1;
  return text.slice(begin, end);
}

/** In small letters: two names that Asterisk takes for the same one are equal then. */
export function foldCase(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Its length in UTF-8. */
export function countBytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** As many whole characters from its beginning as fit in that many bytes of UTF-8. */
export function cutToBytes(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}
