// Looks through text that is not valid YAML for the mistakes that people make, so that the first
// complaint names the cause and not what the parser stumbled over ten lines later.

import { Complaint } from './complaint.ts';

/** A mistake and where it stands in the text. */
export interface ScannedMistake {
  readonly offset: number;
  readonly complaint: Complaint;
}

const bracketedAddress =
  /(?<scheme>[a-z]{1,10}:\/\/)?\[(?=[0-9a-f.]*:)[0-9a-f:.]+\](?<port>:\d+)?/gi;
const cutByComment = new Complaint(
  'the comment that begins with # swallows the closing bracket',
  "put a value that holds # in quotes, such as '#phones'",
);
const unquotedAddress = new Complaint(
  'YAML reads the brackets of an IPv6 address as a list',
  "put the address in quotes, such as 'udp://[::]:5060'",
);

/** In the order of the text. */
export function scanMistakes(text: string): ScannedMistake[] {
  const state = new BracketScan();
  let offset = 0;
  for (const line of text.split('\n')) {
    state.readLine(line, offset);
    offset += line.length + 1;
  }
  state.closeAll();
  return state.mistakes.sort((one, other) => one.offset - other.offset);
}

class BracketScan {
  readonly mistakes: ScannedMistake[] = [];
  /** Offsets of the brackets that are open. */
  private open: number[] = [];

  readLine(line: string, offset: number): void {
    if (/^[\w'"]/.test(line)) this.closeAll();
    const masked = maskQuoted(line);
    const comment = masked.search(/(?<=^|\s)#/);
    const content = maskAddresses(
      comment < 0 ? masked : masked.slice(0, comment),
      (at, isValueStart) => {
        if (isValueStart || this.open.length > 0 || /[{[]/.test(masked.slice(0, at))) {
          this.mistakes.push({ offset: offset + at, complaint: unquotedAddress });
        }
      },
    );
    this.countBrackets(content, offset);
    const swallowed = comment >= 0 && /[\]}]/.test(masked.slice(comment));
    if (!swallowed || this.open.length === 0) return;
    this.mistakes.push({ offset: offset + comment, complaint: cutByComment });
    this.open = [];
  }

  /** A key at the margin, or the end: whatever is open was never closed. */
  closeAll(): void {
    const innermost = this.open.at(-1);
    if (innermost !== undefined) {
      const complaint = new Complaint('this bracket is never closed', 'close it');
      this.mistakes.push({ offset: innermost, complaint });
    }
    this.open = [];
  }

  private countBrackets(content: string, offset: number): void {
    for (const { 0: bracket, index } of content.matchAll(/(?<=^|[\s,[{:])[[{]|[\]}]/g)) {
      if (bracket === '[' || bracket === '{') this.open.push(offset + index);
      else this.open.pop();
    }
  }
}

/** Quoted text becomes as many dots, so that nothing in it counts. */
function maskQuoted(line: string): string {
  return line.replace(/(?<=^|[\s,[{:])(?:'(?:[^']|'')*'|"(?:[^"\\]|\\.)*")/g, (quoted) =>
    '.'.repeat(quoted.length),
  );
}

/** Reports what can only be an address, and hides its brackets from the count. */
function maskAddresses(
  content: string,
  report: (at: number, isValueStart: boolean) => void,
): string {
  return content.replace(bracketedAddress, (...match) => {
    const [address] = match as [string];
    const { scheme, port } = match.at(-1) as { scheme?: string; port?: string };
    const at = Number(match.at(-3));
    if (scheme === undefined && port === undefined) return address;
    report(at, scheme === undefined);
    return '.'.repeat(address.length);
  });
}
