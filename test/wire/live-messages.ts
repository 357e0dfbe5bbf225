// What is on the wire of a phone at work: it registers, is qualified, calls and is called. The
// messages carry valid Vias and tokens of ours, so a mutant of one gets far into the proxy.

import { answerAsAsterisk } from './asterisk-answer.ts';
import { readGolden } from './golden.ts';
import type { RecordedProxy } from './recorded-proxy.ts';

export interface LiveMessage {
  readonly name: string;
  readonly side: 'phone' | 'asterisk';
  readonly bytes: Buffer;
}

const ASTERISK = '198.51.100.20:5060';
const challenge =
  'WWW-Authenticate: Digest realm="asterisk",nonce="1795244400/0f1e2d3c",opaque="5ccc069c",algorithm=MD5,qop="auth"';

/** Puts a phone to work on a proxy; returns every message that came in, in order. */
export async function putPhoneToWork(proxy: RecordedProxy): Promise<LiveMessage[]> {
  const messages: LiveMessage[] = [];
  const receive = async (
    name: string,
    side: LiveMessage['side'],
    bytes: Buffer,
  ): Promise<string> => {
    messages.push({ name, side, bytes });
    if (side === 'phone') proxy.fromPhone(bytes);
    else proxy.fromAsterisk(bytes);
    const [sent] = await proxy.settle();
    if (sent === undefined) throw new Error(`nothing became of ${name}`);
    return sent.text;
  };
  const asked = await receive('REGISTER', 'phone', readGolden('register-without-rport.in'));
  await receive('401', 'asterisk', answerAsAsterisk(asked, '401 Unauthorized', challenge));
  const relayed = await receive('REGISTER again', 'phone', readGolden('register-authorized.in'));
  const contact = /^(?:Contact|m): <([^>]+)>/m.exec(relayed)?.[1] ?? '';
  const granted = `Contact: <${contact}>;expires=3599`;
  const path = /^Path: (.*)\r$/m.exec(relayed)?.[1];
  await receive('200 to REGISTER', 'asterisk', answerAsAsterisk(relayed, '200 OK', granted));
  for (const method of ['OPTIONS', 'INVITE', 'NOTIFY', 'CANCEL']) {
    const request = readGolden('qualify.in')
      .toString('latin1')
      .replaceAll('OPTIONS', method)
      .replace(/^(\S+) \S+/, `$1 ${contact}`)
      .replace('\r\nVia: ', `${path === undefined ? '' : `\r\nRoute: ${path}`}\r\nVia: `);
    const reached = await receive(method, 'asterisk', Buffer.from(request, 'latin1'));
    const answer = answerAsAsterisk(reached, '200 OK', 'Contact: <sip:4001@192.168.1.50:5060>');
    await receive(`200 to ${method}`, 'phone', answer);
  }
  const call = await receive('a call', 'phone', readGolden('invite-rfc3581.in'));
  const routes = readRoutes(call);
  const answer = [
    ...routes.map((route) => `Record-Route: ${route}`),
    `Contact: <sip:9000@${ASTERISK}>`,
  ];
  for (const status of ['180 Ringing', '200 OK', '486 Busy Here'])
    await receive(
      `${status} to the call`,
      'asterisk',
      answerAsAsterisk(call, status, ...(status === '486 Busy Here' ? [] : answer)),
    );
  for (const method of ['ACK', 'INFO', 'UPDATE', 'BYE']) {
    const [first = '', second = ''] = routes;
    const target = `sip:9000@${ASTERISK}`;
    const loose = writeInDialog(method, target, [second, first]);
    await receive(`${method} of the phone`, 'phone', loose);
    const strict = writeInDialog(method, stripBrackets(second), [first, `<${target}>`]);
    await receive(`strictly routed ${method}`, 'phone', strict);
    const toPhone = writeInDialog(method, 'sip:4001@192.168.1.50:5060', [first, second]);
    await receive(`${method} of Asterisk`, 'asterisk', toPhone);
  }
  return messages;
}

/** The Record-Routes of a request, the top one first. */
function readRoutes(request: string): string[] {
  return [...request.matchAll(/^Record-Route: (.*)\r$/gm)].map(([, value]) => value ?? '');
}

function stripBrackets(route: string): string {
  return route.slice(1, -1);
}

function writeInDialog(method: string, target: string, routes: readonly string[]): Buffer {
  const lines = [
    `${method} ${target} SIP/2.0`,
    `Via: SIP/2.0/UDP 192.168.1.50:5060;rport;branch=z9hG4bK${method}`,
    ...routes.map((route) => `Route: ${route}`),
    'From: <sip:4001@pbx.example.com>;tag=77',
    'To: <sip:9000@pbx.example.com>;tag=as0f1e2d3c',
    'Call-ID: call-2@192.168.1.50',
    `CSeq: 3 ${method}`,
    'Contact: <sip:4001@192.168.1.50:5060>',
    'Max-Forwards: 70',
    'Content-Length: 0',
    '\r\n',
  ];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}
