// SIP as text: messages one after another, as sngrep and ngrep save them, or as Asterisk logs them
// between other lines.

import type { CapturedMessage } from '../captured-message.ts';
import type { ByteReader } from './byte-reader.ts';
import { type CaptureEnd, refuse } from './capture-end.ts';
import { TextEnds } from './text-ends.ts';
import { readLines } from './text-lines.ts';
import { parseTextMark, type TextMark } from './text-mark.ts';
import { beginsMessage, TextMessage } from './text-message.ts';

export type TextSkip = 'sip-over-tcp' | 'bad-text';

export interface TextOptions {
  /** When the text was written last, milliseconds since 1970: what it does not say of times. */
  readonly writtenAt: number;
}

const LOOKED_AT_BYTES = 4_096;

/** Whoever sends SIP may write any other control character into a log. */
export async function isText(reader: ByteReader): Promise<boolean> {
  await reader.fill(LOOKED_AT_BYTES);
  const start = reader.peek(LOOKED_AT_BYTES);
  return start.length > 0 && !start.includes(0);
}

/** @param skip gets the reason of each message that is none, or is of another transport */
export async function readSipText(
  reader: ByteReader,
  { writtenAt }: TextOptions,
  tell: (message: CapturedMessage) => void,
  skip: (why: TextSkip) => void,
): Promise<CaptureEnd> {
  const text = new SipText(writtenAt, tell, skip);
  const end = await readLines(reader, (line) => text.take(line));
  text.close();
  if (end.kind !== 'whole' || text.messages > 0) return end;
  return refuse(0, 'there is no SIP message in it');
}

class SipText {
  messages = 0;
  private readonly year: number;
  private readonly tell: (message: CapturedMessage) => void;
  private readonly skip: (why: TextSkip) => void;
  private readonly ends = new TextEnds();
  private mark: TextMark | undefined;
  private open: TextMessage | undefined;
  /** Of the latest message that had one. */
  private time: number;

  constructor(
    writtenAt: number,
    tell: (message: CapturedMessage) => void,
    skip: (why: TextSkip) => void,
  ) {
    this.time = writtenAt;
    this.year = new Date(writtenAt).getUTCFullYear();
    this.tell = tell;
    this.skip = skip;
  }

  take(line: string): void {
    const mark = parseTextMark(line, this.year);
    if (mark !== undefined) {
      this.close();
      this.mark = mark;
    } else if (this.open?.take(line) !== true) {
      this.close();
      if (beginsMessage(line)) this.open = new TextMessage(line);
    }
  }

  /** The message that was open is over. */
  close(): void {
    const { open, mark } = this;
    if (open === undefined) return;
    this.open = undefined;
    this.mark = undefined;
    this.messages += 1;
    this.time = mark?.time ?? this.time;
    const bytes = open.toBytes();
    const ends = bytes === undefined ? undefined : this.ends.find(bytes, mark);
    if (mark?.transport === 'other') this.skip('sip-over-tcp');
    else if (bytes === undefined || ends === undefined) this.skip('bad-text');
    else this.tell({ time: this.time, ...ends, agent: '', bytes });
  }
}
