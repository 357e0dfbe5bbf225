// One observation of each kind that a watch tells.

import type {
  DialogObservation,
  SeenOfDialog,
} from '../../../src/observation/dialog-observation.ts';
import { START_MS } from './sip-call.ts';

const seen: SeenOfDialog = {
  time: START_MS,
  producer: 'proxy',
  source: '203.0.113.1:16880',
  localSocket: '203.0.113.10:5060',
  aor: '4001@pbx.example.com',
  device: '0123456789abcdef',
  callId: 'call-1',
  userAgent: 'Phone 1.0',
};

export const endedCall: DialogObservation = {
  ...seen,
  kind: 'ended',
  lengthMs: 60_000,
  endedBy: 'phone',
};

export const oneOfEachKind: readonly DialogObservation[] = [
  endedCall,
  {
    ...seen,
    kind: 'ack-missing',
    answeredBy: 'asterisk',
    repeats: 3,
    answeredTo: '203.0.113.1:16880',
  },
  {
    ...seen,
    kind: 'unanswered',
    method: 'BYE',
    sentBy: 'asterisk',
    isInDialog: true,
    repeats: 4,
    size: 700,
  },
  { ...seen, kind: 'answered', method: 'OPTIONS', statusCode: 200, roundTripMs: 40 },
  { ...seen, kind: 'media', unroutableToPhone: '10.0.0.10', privateOfPhone: undefined },
  { ...seen, kind: 'large', method: 'INVITE', statusCode: 0, sentBy: 'phone', size: 1_400 },
  {
    ...seen,
    device: undefined,
    kind: 'refused',
    method: 'INVITE',
    statusCode: 401,
    isTrunk: true,
    username: undefined,
    nonce: undefined,
    responseTag: undefined,
  },
];
