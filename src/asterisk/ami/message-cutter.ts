// Cuts what comes on an AMI connection into whole messages, so that the package parses each once: of
// half a message it would read all lines again with every packet. Also says what is too long for AMI.

/** An action that another program sends comes back as an event: at most 128 lines of 1024 bytes. */
export const MAX_MESSAGE_LENGTH = 256 * 1024;
/** Asterisk's longest answer, to ListCommands, has a few hundred. */
const MAX_LINES = 4096;

/** Lines end with LF alone too. */
const END = /\n\r?\n/g;
const MAX_END_LENGTH = 3;

export class MessageCutter {
  private held: string[] = [];
  private heldLength = 0;
  /** The last of what is held: an end may be cut in two. */
  private tail = '';

  /**
   * @param chunk as it came, decoded
   * @returns the messages that are whole now, each with its end; undefined when one is longer than
   * any of Asterisk's: nothing more can be read then
   */
  cut(chunk: string): readonly string[] | undefined {
    const messages: string[] = [];
    const before = this.tail.length;
    let from = 0;
    for (const { index, 0: end } of (this.tail + chunk).matchAll(END)) {
      const to = index + end.length - before;
      this.hold(chunk.slice(from, to));
      const message = this.release();
      if (isTooLong(message)) return undefined;
      if (message !== '') messages.push(message);
      from = to;
    }
    this.hold(chunk.slice(from));
    return this.heldLength > MAX_MESSAGE_LENGTH ? undefined : messages;
  }

  private hold(text: string): void {
    this.held.push(text);
    this.heldLength += text.length;
    this.tail = (this.tail + text).slice(1 - MAX_END_LENGTH);
  }

  /** Without blank lines before it, which end nothing. */
  private release(): string {
    const message = this.held.join('').replace(/^[\r\n]+/, '');
    this.held = [];
    this.heldLength = 0;
    this.tail = '';
    return message;
  }
}

function isTooLong(message: string): boolean {
  if (message.length > MAX_MESSAGE_LENGTH) return true;
  let lines = 0;
  for (let at = message.indexOf('\n'); at >= 0; at = message.indexOf('\n', at + 1)) lines += 1;
  return lines > MAX_LINES;
}
