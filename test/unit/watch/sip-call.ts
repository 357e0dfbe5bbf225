// Messages of calls between a phone outside and Asterisk, as a watch takes them.

import { Buffer } from 'node:buffer';
import { readCapturedSip } from '../../../src/capture/captured-sip.ts';
import type { DialogObservation, Party } from '../../../src/observation/dialog-observation.ts';
import { DialogWatch } from '../../../src/watch/dialog-watch.ts';
import type { WatchedMessage } from '../../../src/watch/watched-message.ts';

export const START_MS = 1_795_244_400_000;

export interface MessageText {
  /** Milliseconds after the start. */
  readonly at?: number;
  readonly by?: Party;
  readonly callId?: string;
  readonly cSeq?: number;
  /** Of the request that an answer is to; default INVITE. */
  readonly method?: string;
  readonly toTag?: string;
  readonly headers?: readonly string[];
  /** The address in `c=`; undefined without SDP. */
  readonly media?: string | undefined;
  readonly sdp?: readonly string[];
  readonly size?: number;
}

export type Facts = Partial<
  Pick<
    WatchedMessage,
    'isOutside' | 'isTrunk' | 'credentials' | 'phone' | 'aor' | 'device' | 'userAgent' | 'body'
  >
>;

function formatSdp(address: string, lines: readonly string[]): string {
  const all = ['v=0', `o=- 1 1 IN IP4 ${address}`, 's=-', `c=IN IP4 ${address}`, 't=0 0'];
  return `${[...all, 'm=audio 4000 RTP/AVP 0', ...lines].join('\r\n')}\r\n`;
}

function watched(
  startLine: string,
  method: string,
  text: MessageText,
  facts: Facts,
): WatchedMessage {
  const { at = 0, by = 'phone', callId = 'call-1', cSeq = 1, toTag, headers = [], media } = text;
  const body = media === undefined ? '' : formatSdp(media, text.sdp ?? []);
  const lines = [
    startLine,
    'Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1',
    'From: <sip:4001@pbx.example.com>;tag=1',
    `To: <sip:4002@pbx.example.com>${toTag === undefined ? '' : `;tag=${toTag}`}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cSeq} ${method}`,
    ...headers,
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
  ];
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1');
  const sip = readCapturedSip(bytes);
  if (sip === undefined) throw new Error('the message of the test cannot be read');
  return {
    time: START_MS + at,
    ...sip,
    sentBy: by,
    phone: { address: '203.0.113.1', port: 16_880 },
    localSocket: '203.0.113.10:5060',
    device: undefined,
    aor: '',
    userAgent: '',
    isOutside: true,
    isTrunk: false,
    size: text.size ?? bytes.length,
    body: undefined,
    credentials: undefined,
    ...facts,
  };
}

export function request(method: string, text: MessageText = {}, facts: Facts = {}): WatchedMessage {
  return watched(`${method} sip:4002@pbx.example.com SIP/2.0`, method, text, facts);
}

/** An answer, of Asterisk unless it says otherwise. */
export function answer(
  statusCode: number,
  text: MessageText = {},
  facts: Facts = {},
): WatchedMessage {
  const { method = 'INVITE' } = text;
  return watched(`SIP/2.0 ${statusCode} Whatever`, method, { by: 'asterisk', ...text }, facts);
}

/** What a watch tells of these messages, each half second in between and `untilMs` after the start. */
export function watch(
  messages: readonly WatchedMessage[],
  untilMs = 60_000,
  producer: DialogObservation['producer'] = 'proxy',
): DialogObservation[] {
  const told: DialogObservation[] = [];
  const dialogs = new DialogWatch({ producer }, (observation) => told.push(observation));
  let clock = START_MS;
  const wait = (until: number) => {
    for (; clock < until; clock += 500) dialogs.passTime(clock);
  };
  for (const message of messages) {
    wait(message.time);
    dialogs.take(message);
  }
  wait(START_MS + untilMs);
  return told;
}
