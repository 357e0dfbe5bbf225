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
  await receive('200 to REGISTER', 'asterisk', answerAsAsterisk(relayed, '200 OK', granted));
  for (const method of ['OPTIONS', 'INVITE', 'NOTIFY', 'CANCEL']) {
    const request = readGolden('qualify.in')
      .toString('latin1')
      .replaceAll('OPTIONS', method)
      .replace(/^(\S+) \S+/, `$1 ${contact}`);
    const reached = await receive(method, 'asterisk', Buffer.from(request, 'latin1'));
    const answer = answerAsAsterisk(reached, '200 OK', 'Contact: <sip:4001@192.168.1.50:5060>');
    await receive(`200 to ${method}`, 'phone', answer);
  }
  const call = await receive('a call', 'phone', readGolden('invite-rfc3581.in'));
  for (const status of ['180 Ringing', '200 OK', '486 Busy Here'])
    await receive(`${status} to the call`, 'asterisk', answerAsAsterisk(call, status));
  return messages;
}
