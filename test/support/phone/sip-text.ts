// The little of SIP that the test phone reads, on text (one character per byte). It shares no code
// with src/sip: the phone is there to catch its mistakes.

export interface SipText {
  /** The whole message, as it was on the wire. */
  readonly text: string;
  readonly startLine: string;
  /** Names in full and in lower case, values unfolded, in the order of the message. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

const COMPACT_FORMS: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  m: 'contact',
  i: 'call-id',
  l: 'content-length',
  k: 'supported',
  c: 'content-type',
  o: 'event',
  r: 'refer-to',
  u: 'allow-events',
  x: 'session-expires',
};

export function parseSipText(text: string): SipText {
  const end = text.indexOf('\r\n\r\n');
  const head = end === -1 ? text : text.slice(0, end);
  const [startLine = '', ...lines] = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    return [COMPACT_FORMS[name] ?? name, line.slice(colon + 1).trim()];
  });
  return { text, startLine, headers, body: end === -1 ? '' : text.slice(end + 4) };
}

/** All values of a header, those joined by commas taken apart where that cannot mislead (Via). */
export function listHeaderValues(message: SipText, name: string): string[] {
  const values = message.headers.filter(([found]) => found === name).map(([, value]) => value);
  return name === 'via' ? values.flatMap((value) => value.split(/\s*,\s*/)) : values;
}

export function findHeaderValue(message: SipText, name: string): string | undefined {
  return listHeaderValues(message, name)[0];
}

/** The method of a request, undefined for a response. */
export function readMethod(message: SipText): string | undefined {
  return /^([A-Z]+) \S+ SIP\/2\.0$/.exec(message.startLine)?.[1];
}

/** The status code of a response, undefined for a request. */
export function readStatusCode(message: SipText): number | undefined {
  const code = /^SIP\/2\.0 (\d{3}) /.exec(message.startLine)?.[1];
  return code === undefined ? undefined : Number(code);
}

export interface ViaText {
  readonly host: string;
  readonly port: number;
  readonly branch: string;
  readonly hasRport: boolean;
}

/** A Via over UDP, as the phone writes and reads it. */
export function parseViaText(value: string): ViaText {
  const [, host = '', port] = /^SIP\/2\.0\/UDP ([^:;\s]+)(?::(\d+))?/.exec(value) ?? [];
  return {
    host,
    port: port === undefined ? 5060 : Number(port),
    branch: /;\s*branch=([^;,\s]+)/.exec(value)?.[1] ?? '',
    hasRport: /;\s*rport\b/.test(value),
  };
}

/** All values of a header in a message that is still text; none when there is no message. */
export function readHeaders(text: string | undefined, name: string): string[] {
  return listHeaderValues(parseSipText(text ?? ''), name);
}

/** The first of them, '' when there is none. */
export function readHeader(text: string | undefined, name: string): string {
  return readHeaders(text, name)[0] ?? '';
}

/** The Contact values, several in one line taken apart. */
export function readContacts(text: string | undefined): string[] {
  return readHeaders(text, 'contact').flatMap((value) => value.split(/\s*,\s*(?=[<"])/));
}
