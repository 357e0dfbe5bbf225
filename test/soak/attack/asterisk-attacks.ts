// What an Asterisk that is compromised, or merely odd, can send to the socket that faces it. Requests
// to others must end in 404; an answer goes to the phone that asked, or nowhere.

import { pick } from '../../support/torture/random.ts';
import { ASTERISK_SIDE, DEVICE_SIDE } from '../scene/places.ts';
import type { Aim, Attack } from './aim.ts';
import { createBranch, type Parts, writeRequest, writeResponse } from './message.ts';
import { writeSdp } from './phone-attacks.ts';
import { changeToken, pickKnown, readdress } from './stolen.ts';

const deviceUri = (aim: Aim) =>
  `sip:4001@${ASTERISK_SIDE};fe=${pickKnown(aim, 'tokens', '00112233aabbccdd')}`;

const requests: Readonly<Record<string, (aim: Aim) => Parts>> = {
  'asterisk-request-uri': (aim) => ({ requestUri: `sip:4001@${aim.victim}` }),
  'asterisk-route': (aim) => ({
    requestUri: deviceUri(aim),
    lines: [`Route: <sip:${aim.victim};lr>`],
  }),
  'asterisk-route-behind-ours': (aim) => ({
    requestUri: `sip:4001@${aim.victim}`,
    lines: [
      `Route: ${pickKnown(aim, 'routes', `<sip:0@${ASTERISK_SIDE};lr>`)}, <sip:${DEVICE_SIDE};lr>, <sip:${aim.victim};lr>`,
    ],
  }),
  'asterisk-strict-route': (aim) => ({
    requestUri: `sip:${ASTERISK_SIDE};lr`,
    lines: [`Route: <sip:4001@${aim.victim}>`],
  }),
  'asterisk-forged-route': (aim) => ({
    requestUri: `sip:4001@${aim.victim}`,
    lines: [`Route: ${changeToken(pickKnown(aim, 'routes', `<sip:0@${ASTERISK_SIDE};lr>`), aim)}`],
  }),
  'asterisk-token-maddr': (aim) => ({
    requestUri: `${deviceUri(aim)};maddr=${aim.victim};transport=udp`,
  }),
  'asterisk-via': (aim) => ({
    requestUri: `sip:4001@${ASTERISK_SIDE}`,
    vias: [
      `SIP/2.0/UDP ${aim.victim};rport;branch=${createBranch(aim)}`,
      `SIP/2.0/UDP ${aim.victim};received=${aim.victimHost};branch=z9hG4bK1`,
    ],
  }),
  'asterisk-contact': (aim) => ({
    requestUri: deviceUri(aim),
    lines: [`Contact: <sip:4001@${aim.victim}>`, `Record-Route: <sip:${aim.victim};lr>`],
  }),
  'asterisk-sdp': (aim) => ({
    method: pick(['INVITE', 'UPDATE', 'ACK', 'INFO', 'MESSAGE', 'PRACK'], aim.random),
    requestUri: deviceUri(aim),
    body: writeSdp(aim),
  }),
};

const responses: Readonly<Record<string, (aim: Aim) => Parts>> = {
  'asterisk-forged-answer': (aim) => ({
    vias: [
      `SIP/2.0/UDP ${ASTERISK_SIDE};branch=z9hG4bKr${createBranch(aim)}`,
      `SIP/2.0/UDP ${aim.victim};received=${aim.victimHost};rport=${aim.victimPort};branch=z9hG4bK1`,
    ],
  }),
  'asterisk-stolen-answer': (aim) => ({
    vias: [
      pickKnown(aim, 'vias', `SIP/2.0/UDP ${ASTERISK_SIDE};branch=z9hG4bK0`),
      `SIP/2.0/UDP ${aim.victim};maddr=${aim.victimHost};branch=z9hG4bK1`,
    ],
    lines: [`Record-Route: <sip:${aim.victim};lr>`, `Path: <sip:${aim.victim};lr>`],
    body: pick(['', writeSdp(aim)], aim.random),
  }),
};

export const asteriskAttacks: readonly Attack[] = [
  ...Object.entries(requests).map(
    ([name, parts]): Attack => ({
      name,
      side: 'asterisk',
      write: (aim) => writeRequest(aim, parts(aim)),
    }),
  ),
  ...Object.entries(responses).map(
    ([name, parts]): Attack => ({
      name,
      side: 'asterisk',
      write: (aim) => writeResponse(aim, parts(aim)),
    }),
  ),
  { name: 'asterisk-replay', side: 'asterisk', write: (aim) => readdress(aim, writeRequest(aim)) },
];
