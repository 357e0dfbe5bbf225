// What anybody on the internet can send to the socket that phones use. Each attack names its victim
// in another place.

import { pick } from '../../support/torture/random.ts';
import { ASTERISK_SIDE, DEVICE_SIDE, FAREND } from '../scene/places.ts';
import type { Aim, Attack } from './aim.ts';
import { createBranch, ownVia, type Parts, writeRequest, writeResponse } from './message.ts';
import { changeToken, pickKnown, readdress } from './stolen.ts';

type Write = (aim: Aim) => Parts;

const DIALOG = ['INVITE', 'SUBSCRIBE', 'UPDATE', 'NOTIFY', 'REFER'];

const requests: Readonly<Record<string, Write>> = {
  via: (aim) => ({ vias: [`SIP/2.0/UDP ${aim.victim};branch=${createBranch(aim)}`] }),
  received: (aim) => ({
    vias: [
      `SIP/2.0/UDP ${aim.source};received=${aim.victimHost};rport=${aim.victimPort};branch=${createBranch(aim)}`,
    ],
  }),
  rport: (aim) => ({
    vias: [
      `SIP/2.0/UDP ${aim.victimHost};rport=1;rport=${aim.victimPort};received=${aim.victimHost};branch=${createBranch(aim)}`,
    ],
  }),
  maddr: (aim) => ({
    vias: [
      `SIP/2.0/UDP ${FAREND}:${aim.victimPort};maddr=${aim.victimHost};branch=${createBranch(aim)}`,
    ],
    requestUri: `sip:4001@${FAREND}:${aim.victimPort};maddr=${aim.victimHost}`,
  }),
  'lower-via': (aim) => ({ vias: [ownVia(aim), `SIP/2.0/UDP ${aim.victim};branch=z9hG4bKlow`] }),
  route: (aim) => ({ lines: [`Route: <sip:${aim.victim};lr>`] }),
  'route-behind-ours': (aim) => ({
    lines: [`Route: <sip:${DEVICE_SIDE};lr>, <sip:${ASTERISK_SIDE};lr>, <sip:${aim.victim};lr>`],
  }),
  'strict-route': (aim) => ({
    requestUri: `sip:${pick([DEVICE_SIDE, ASTERISK_SIDE], aim.random)};lr`,
    lines: [`Route: <sip:${DEVICE_SIDE}>`, `Route: <sip:4001@${aim.victim}>`],
  }),
  'record-route': (aim) => ({
    method: pick(DIALOG, aim.random),
    lines: [`Record-Route: <sip:${aim.victim};lr>`],
  }),
  path: (aim) => ({
    method: 'REGISTER',
    lines: [`Path: <sip:${aim.victim};lr>`, 'Supported: path, outbound'],
  }),
  contact: (aim) => ({
    lines: [
      `Contact: <sip:4001@${aim.victim};transport=udp>;+sip.instance="<urn:uuid:${aim.callId}>"`,
    ],
  }),
  'contact-maddr': (aim) => ({
    lines: [`Contact: <sip:4001@${FAREND}:${aim.victimPort};maddr=${aim.victimHost};fe=0>`],
  }),
  'request-uri': (aim) => ({ requestUri: `sip:4001@${aim.victim}` }),
  sdp: (aim) => ({ method: pick(['INVITE', 'UPDATE', 'ACK'], aim.random), body: writeSdp(aim) }),
  'other-headers': (aim) => ({
    lines: [
      ...['Refer-To', 'Referred-By', 'Reply-To', 'Service-Route', 'P-Asserted-Identity'],
      ...['Alert-Info', 'Call-Info', 'Error-Info', 'X-Farend-Source', 'History-Info'],
    ].map((name) => `${name}: <sip:4001@${aim.victim}>`),
  }),
  'from-to': (aim) => ({
    lines: [`From: <sip:4001@${aim.victim}>;tag=1`, `To: <sip:4002@${aim.victim}>`],
  }),
  'stolen-token': (aim) => ({
    requestUri: `sip:4001@${DEVICE_SIDE};fe=${pickKnown(aim, 'tokens', '00112233aabbccdd')};maddr=${aim.victimHost}`,
    lines: [`Contact: <sip:4001@${aim.victim};fe=${pickKnown(aim, 'tokens', '0')}>`],
  }),
  'stolen-route': (aim) => ({
    lines: [
      `Route: ${pickKnown(aim, 'routes', `<sip:0@${ASTERISK_SIDE};lr>`)}`,
      `Route: <sip:${aim.victim};lr>`,
    ],
  }),
  'forged-route': (aim) => ({
    requestUri: `sip:4001@${aim.victim}`,
    lines: [`Route: ${changeToken(pickKnown(aim, 'routes', `<sip:0@${DEVICE_SIDE};lr>`), aim)}`],
  }),
  'stolen-record-route': (aim) => ({
    method: pick(DIALOG, aim.random),
    lines: [
      `Record-Route: ${pickKnown(aim, 'routes', `<sip:0@${DEVICE_SIDE};lr>`)}, <sip:${aim.victim};lr>`,
      `Contact: <sip:4001@${aim.victim}>`,
    ],
  }),
  'stolen-path': (aim) => ({
    method: 'REGISTER',
    lines: [
      `Path: ${pickKnown(aim, 'routes', `<sip:0@${ASTERISK_SIDE};lr>`)}, <sip:${aim.victim};lr>`,
      'Supported: path',
    ],
  }),
  /** Nobody is named but farend itself: a loop, if it follows. */
  self: (aim) => ({
    requestUri: `sip:4001@${pick([DEVICE_SIDE, ASTERISK_SIDE], aim.random)}`,
    vias: [`SIP/2.0/UDP ${DEVICE_SIDE};received=${FAREND};rport=5062;branch=${createBranch(aim)}`],
    lines: [`Route: <sip:${pick([DEVICE_SIDE, ASTERISK_SIDE], aim.random)};lr>`],
  }),
};

const responses: Readonly<Record<string, Write>> = {
  'forged-answer': (aim) => ({
    vias: [
      `SIP/2.0/UDP ${ASTERISK_SIDE};branch=z9hG4bKr${createBranch(aim)}`,
      `SIP/2.0/UDP ${aim.victim};received=${aim.victimHost};rport=${aim.victimPort};branch=z9hG4bK1`,
    ],
  }),
  'stolen-answer': (aim) => ({
    vias: [
      pickKnown(aim, 'vias', `SIP/2.0/UDP ${DEVICE_SIDE};branch=z9hG4bK0`),
      `SIP/2.0/UDP ${aim.victim};received=${aim.victimHost};rport=${aim.victimPort};branch=z9hG4bK1`,
    ],
  }),
};

export const phoneAttacks: readonly Attack[] = [
  ...Object.entries(requests).map(
    ([name, parts]): Attack => ({
      name,
      side: 'phone',
      write: (aim) => writeRequest(aim, parts(aim)),
    }),
  ),
  ...Object.entries(responses).map(
    ([name, parts]): Attack => ({
      name,
      side: 'phone',
      write: (aim) => writeResponse(aim, parts(aim)),
    }),
  ),
  { name: 'replay', side: 'phone', write: (aim) => readdress(aim, writeRequest(aim)) },
];

export function writeSdp({ victimHost, victimPort }: Aim): string {
  return [
    'v=0',
    `o=- 1 1 IN IP4 ${victimHost}`,
    's=-',
    `c=IN IP4 ${victimHost}`,
    't=0 0',
    `m=audio ${victimPort} RTP/AVP 0`,
    `a=rtcp:${victimPort} IN IP4 ${victimHost}`,
    `a=candidate:1 1 UDP 1 ${victimHost} ${victimPort} typ host`,
    '',
  ].join('\r\n');
}
