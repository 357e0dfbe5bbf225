// Messages of phones and of Asterisk, made from what a test names, and what it reads in those that
// farend sends.

interface PhoneRequestParts {
  readonly uri?: string;
  readonly user?: string;
  readonly callId?: string;
  readonly cSeq?: number;
  /** Vias from the top; one of 192.168.1.50:5060 without `rport` if none is named. */
  readonly vias?: readonly string[];
  readonly branch?: string;
  readonly contact?: string;
  /** Further header lines. */
  readonly lines?: readonly string[];
}

/** A request of a phone: of 4001, at its private address. */
export function makePhoneRequest(method: string, parts: PhoneRequestParts = {}): string {
  const { user = '4001', callId = 'call-1', cSeq = 1, lines = [] } = parts;
  const { uri = 'sip:9002@pbx.example.com', contact = `sip:${user}@192.168.1.50:5060` } = parts;
  const branch = parts.branch ?? `z9hG4bK${method}${cSeq}`;
  const { vias = [`SIP/2.0/UDP 192.168.1.50:5060;branch=${branch}`] } = parts;
  const isRegister = method === 'REGISTER';
  return join(
    `${method} ${isRegister ? 'sip:pbx.example.com' : uri} SIP/2.0`,
    ...vias.map((via) => `Via: ${via}`),
    `From: <sip:${user}@pbx.example.com>;tag=a1`,
    `To: <sip:${isRegister ? user : '9002'}@pbx.example.com>`,
    `Call-ID: ${callId}`,
    `CSeq: ${cSeq} ${method}`,
    `Contact: <${contact}>`,
    'Max-Forwards: 70',
    ...lines,
  );
}

/** A request of the Asterisk at 198.51.100.20. */
export function makeAsteriskRequest(method: string, uri: string, ...lines: readonly string[]) {
  return join(
    `${method} ${uri} SIP/2.0`,
    'Via: SIP/2.0/UDP 198.51.100.20:5060;rport;branch=z9hG4bKPj1',
    'From: <sip:9002@198.51.100.20>;tag=b1',
    'To: <sip:4001@pbx.example.com>;tag=a1',
    'Call-ID: call-2',
    `CSeq: 7 ${method}`,
    'Contact: <sip:asterisk@198.51.100.20:5060>',
    'Max-Forwards: 70',
    ...lines,
  );
}

/** The answer to a request as it arrived: what RFC 3261 §8.2.6.2 has the other end copy. */
export function makeAnswer(request: string, status: string, ...lines: readonly string[]): string {
  const copied = request
    .split('\r\n')
    .filter((line) => /^(?:Via|Record-Route|From|To|Call-ID|CSeq):/.test(line))
    .map((line) => (/^To:(?!.*;tag=)/.test(line) ? `${line};tag=z1` : line));
  return join(`SIP/2.0 ${status}`, ...copied, ...lines);
}

function join(...lines: readonly string[]): string {
  return [...lines, 'Content-Length: 0', '', ''].join('\r\n');
}

/** Every line of this header, without the name. */
export function readAll(text: string | undefined, name: string): string[] {
  const pattern = new RegExp(`^${name}: (.*)$`, 'gm');
  return [...(text ?? '').matchAll(pattern)].map(([, value]) => (value as string).trimEnd());
}

export function readUri(text: string | undefined): string {
  return /^\S+ (\S+)/.exec(text ?? '')?.[1] ?? '';
}

export function readContact(text: string | undefined): string {
  return /\r\nContact: <([^>]+)>/.exec(text ?? '')?.[1] ?? '';
}

/** The Record-Routes as the Routes of the end that began the dialog, or of the one that answered. */
export function readRouteSet(text: string | undefined, end: 'caller' | 'callee'): string[] {
  const routes = readAll(text, 'Record-Route').map((value) => `Route: ${value}`);
  return end === 'caller' ? routes.reverse() : routes;
}
