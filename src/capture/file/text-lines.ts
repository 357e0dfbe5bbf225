// The lines of a text, one at a time, whatever ends them.

import type { ByteReader } from './byte-reader.ts';
import { type CaptureEnd, refuse, WHOLE } from './capture-end.ts';

const LF = 0x0a;
const MAX_LINE_BYTES = 65_536;

/** @param take gets each line without its end, a character for each byte */
export async function readLines(
  reader: ByteReader,
  take: (line: string) => void,
): Promise<CaptureEnd> {
  while (reader.available > 0 || (await reader.fill(1))) {
    let end = reader.peek(MAX_LINE_BYTES).indexOf(LF);
    if (end < 0) {
      const isLong = await reader.fill(MAX_LINE_BYTES);
      end = reader.peek(MAX_LINE_BYTES).indexOf(LF);
      if (end < 0 && isLong)
        return refuse(reader.offset, `a line has more than ${MAX_LINE_BYTES} bytes`);
    }
    const line = reader.take(end < 0 ? reader.available : end + 1).toString('latin1');
    take(line.replace(/\r?\n$|\r$/, ''));
  }
  return WHOLE;
}
