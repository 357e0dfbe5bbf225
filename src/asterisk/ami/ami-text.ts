// Actions as text. Whatever a value holds, it stays one line of one action.

import { AppError } from '../../base/app-error.ts';

/** `{ Action: 'PJSIPShowEndpoint', Endpoint: '4001' }` */
export type AmiAction = Readonly<Record<string, string>> & { readonly Action: string };

/** Asterisk reads lines of 1024 bytes and about 128 of them; beyond that it answers with an error. */
const MAX_LINE_BYTES = 1020;
const MAX_LINES = 120;

/** A line ends with LF alone too, and NUL ends a value in Asterisk. */
export function cleanValue(value: string): string {
  return value.replace(/[\r\n\0]/g, '');
}

function cleanName(name: string): string {
  return cleanValue(name).replace(/[:\s]/g, '');
}

/**
 * The action without its ActionID and without the leading `Action: `.
 *
 * @throws AppError AMI_REFUSED for what Asterisk would not read
 */
export function formatAction({ Action: name, ...headers }: AmiAction): string {
  const lines = Object.entries(headers).map(([key, value]) => {
    const line = `${cleanName(key)}: ${cleanValue(value)}`;
    if (Buffer.byteLength(line) <= MAX_LINE_BYTES) return line;
    throw new AppError('AMI_REFUSED', `${name}: ${cleanName(key)} is longer than Asterisk reads`);
  });
  if (lines.length > MAX_LINES)
    throw new AppError('AMI_REFUSED', `${name} has more headers than Asterisk reads`);
  return [cleanValue(name), ...lines].join('\r\n');
}

/** The longest beginning of `text` that has at most that many bytes of UTF-8. */
export function cutBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  let end = maxBytes;
  // A byte 10xxxxxx goes on with a character that began earlier.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}
