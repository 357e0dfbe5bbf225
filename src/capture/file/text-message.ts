// One SIP message as it comes out of a text, line by line: where it begins, and where it is over. Line
// ends are made what they were on the wire; what ngrep writes for CR goes.

const VERSION = 'SIP/2.0';
const REQUEST_LINE = /^[A-Za-z]+ [a-z]+:\S+ SIP\/2\.0$/;
const STATUS_LINE = /^SIP\/2\.0 \d{3} /;
/** What Asterisk writes below a message. */
const RULE = /^<?-{3,}>?$|^--- \(\d+ headers/;
const CONTENT_LENGTH = /^(?:Content-Length|l)[ \t]*:[ \t]*(\d{1,6})[ \t]*$/i;
/** No UDP datagram is longer. */
const MAX_BYTES = 65_535;

/** As ngrep shows it: the CR of each line is a dot. */
function isDotted(line: string): boolean {
  return line.endsWith('.') && isStartLine(line.slice(0, -1));
}

function isStartLine(line: string): boolean {
  return line.includes(VERSION) && (REQUEST_LINE.test(line) || STATUS_LINE.test(`${line} `));
}

export function beginsMessage(line: string): boolean {
  return isStartLine(line) || isDotted(line);
}

export class TextMessage {
  private readonly isDotted: boolean;
  private readonly lines: string[] = [];
  private size = 0;
  /** Of the body; undefined: nobody says. */
  private contentLength: number | undefined;
  private bodyBytes: number | undefined;

  /** @param startLine one that {@link beginsMessage} */
  constructor(startLine: string) {
    this.isDotted = isDotted(startLine);
    this.add(this.isDotted ? startLine.slice(0, -1) : startLine);
  }

  /** False once the message is over; then the line is none of its own. */
  take(line: string): boolean {
    if (this.isOver || RULE.test(line) || beginsMessage(line)) return false;
    const text = this.isDotted && line.endsWith('.') ? line.slice(0, -1) : line;
    this.add(text);
    if (this.bodyBytes !== undefined) this.bodyBytes += text.length + 2;
    else if (text === '') this.bodyBytes = 0;
    else this.contentLength ??= readContentLength(text);
    return true;
  }

  /** Undefined for what no datagram holds. */
  toBytes(): Buffer | undefined {
    if (this.size > MAX_BYTES) return undefined;
    const isHeaderOpen = this.bodyBytes === undefined;
    const text = `${this.lines.join('\r\n')}\r\n${isHeaderOpen ? '\r\n' : ''}`;
    const bytes = Buffer.from(text, 'latin1');
    const excess = (this.bodyBytes ?? 0) - (this.contentLength ?? 0);
    // The last line of a body may have had no end.
    return excess > 0 ? bytes.subarray(0, bytes.length - excess) : bytes;
  }

  private get isOver(): boolean {
    if (this.size > MAX_BYTES) return true;
    return this.bodyBytes !== undefined && this.bodyBytes >= (this.contentLength ?? 0);
  }

  private add(line: string): void {
    this.size += line.length + 2;
    if (this.size <= MAX_BYTES) this.lines.push(line);
  }
}

function readContentLength(line: string): number | undefined {
  const match = CONTENT_LENGTH.exec(line);
  return match === null ? undefined : Number(match[1]);
}
