// Asterisk's own record of its wire (`pjsip set logger on`), read from its console: what it received
// from where, and what it sent where, whether that arrived or not.

export interface WireMessage {
  readonly direction: 'sent' | 'received';
  /** `address:port` of the other side. */
  readonly remote: string;
  readonly text: string;
}

const HEADER =
  /^<--- (Received|Transmitting) SIP (?:request|response) \(\d+ bytes\) (?:from|to) UDP:(\S+) --->$/;

/** Finds the messages among the lines of a console; none of them has a body. */
export function parseAsteriskWire(lines: readonly string[]): WireMessage[] {
  const messages: WireMessage[] = [];
  for (const [index, line] of lines.entries()) {
    const [, verb, remote] = HEADER.exec(line) ?? [];
    if (remote !== undefined) {
      messages.push({
        direction: verb === 'Received' ? 'received' : 'sent',
        remote,
        text: readText(lines, index + 1),
      });
    }
  }
  return messages;
}

/** Up to the empty line. */
function readText(lines: readonly string[], from: number): string {
  const end = lines.indexOf('', from);
  return `${lines.slice(from, end === -1 ? undefined : end).join('\r\n')}\r\n\r\n`;
}
