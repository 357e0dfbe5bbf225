// What phones and strangers write shall not move a terminal's cursor, begin a line of its own, or turn
// the direction of the text around it.

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Control characters as `\xNN`, those above 255 as `\uNNNN`. */
export function escapeControl(text: string): string {
  return text.replaceAll(CONTROL, (character) => {
    const code = character.charCodeAt(0);
    return code > 0xff ? formatEscape('u', code, 4) : formatEscape('x', code, 2);
  });
}

/** An indented JSON document that a terminal may be shown: it says the same as without the escapes. */
export function formatJson(document: unknown): string {
  const text = JSON.stringify(document, null, 2);
  return text.replaceAll(CONTROL, (character) =>
    character === '\n' ? character : formatEscape('u', character.charCodeAt(0), 4),
  );
}

function formatEscape(kind: 'x' | 'u', code: number, digits: number): string {
  return `\\${kind}${code.toString(16).padStart(digits, '0')}`;
}
