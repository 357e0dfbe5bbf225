// REGISTERs and answers as somebody beside the path sees them, on the leg between phone and Asterisk
// or on those before and behind a proxy.

import { Buffer } from 'node:buffer';
import type { CapturedMessage } from '../../../src/capture/captured-message.ts';

export const START_MS = 1_795_244_400_000;
const phone = { address: '203.0.113.1', port: 16_880 };
export const asterisk = { address: '203.0.113.10', port: 5_080 };
const proxy = { address: '203.0.113.20', port: 5_060 };

const PHONE_VIA = 'SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bKphone';
const PROXY_VIA = 'SIP/2.0/UDP 203.0.113.20;branch=z9hG4bKproxy';

export interface RegisterText {
  readonly cSeq?: number;
  readonly callId?: string;
  /** Values of Via, the top one first. */
  readonly vias?: readonly string[];
  /** Values of Contact. */
  readonly contacts?: readonly string[];
  /** Header lines more. */
  readonly headers?: readonly string[];
  readonly to?: string;
}

const CONTACT = '<sip:4001@192.168.1.50:5060>';

function format(startLine: string, text: RegisterText, contacts: readonly string[]): Buffer {
  const { cSeq = 1, callId = 'call-1@192.168.1.50', vias = [PHONE_VIA], headers = [] } = text;
  const lines = [
    startLine,
    ...vias.map((via) => `Via: ${via}`),
    'From: <sip:4001@pbx.example.com>;tag=1',
    `To: ${text.to ?? '<sip:4001@pbx.example.com>'}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cSeq} REGISTER`,
    ...contacts.map((contact) => `Contact: ${contact}`),
    ...headers,
    'Content-Length: 0',
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

export function formatRegister(text: RegisterText = {}): Buffer {
  return format('REGISTER sip:pbx.example.com SIP/2.0', text, text.contacts ?? [CONTACT]);
}

export function formatAnswer(statusCode: number, text: RegisterText = {}): Buffer {
  const contacts = text.contacts ?? (statusCode === 200 ? [`${CONTACT};expires=300`] : []);
  return format(`SIP/2.0 ${statusCode} Whatever`, text, contacts);
}

/** Straight from the phone to Asterisk, unless it says otherwise. */
export function capture(bytes: Buffer, changes: Partial<CapturedMessage> = {}): CapturedMessage {
  const isAnswer = bytes.toString('latin1', 0, 4) === 'SIP/';
  const [source, destination] = isAnswer ? [asterisk, phone] : [phone, asterisk];
  return { time: START_MS, source, destination, agent: 'asterisk', bytes, ...changes };
}

/** The same exchange between the proxy and Asterisk. */
export const innerVias = { vias: [PROXY_VIA, `${PHONE_VIA};received=203.0.113.1;rport=16880`] };
export const fromProxy = { source: proxy, destination: asterisk };
export const toProxy = { source: asterisk, destination: proxy };
/** Between the phone and the proxy, as the proxy's own agent shows it. */
export const atProxy = { source: phone, destination: proxy, agent: 'proxy' };
export const fromProxyToPhone = { source: proxy, destination: phone, agent: 'proxy' };
