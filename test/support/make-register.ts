// The observation of a REGISTER for tests: all that a test does not name has a usual value.

import type { SipObservation } from '../../src/observation/sip-observation.ts';

/** Sat, 21 Nov 2026 07:00:00 GMT. */
export const START_MS = 1_795_244_400_000;
export const DEVICE_TOKEN = '00112233aabbccdd';

/** Of a phone behind NAT that asks for rport, accepted. */
export function makeRegister(changes: Partial<SipObservation> = {}): SipObservation {
  return {
    time: START_MS,
    producer: 'proxy',
    side: 'device',
    source: '203.0.113.5:40112',
    localSocket: '198.51.100.10:5060',
    transport: 'udp',
    method: 'REGISTER',
    statusCode: 200,
    callId: 'call-1',
    cSeq: 2,
    aor: '4001@pbx.example.com',
    username: '4001',
    nonce: '1795244400/0f1e2d3c',
    topVia: 'SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1',
    rportOffered: true,
    isExempt: false,
    contact: '<sip:4001@192.168.1.50:5060>',
    userAgent: 'Phone 1.0',
    natTests: ['private-contact', 'diff-ip-src-via', 'private-via', 'diff-ip-src-contact'],
    size: 600,
    retransmissions: 0,
    device: DEVICE_TOKEN,
    expires: 300,
    binding: 'created',
    credentials: 'passed',
    digest: undefined,
    responseTag: undefined,
    answer: undefined,
    ...changes,
  };
}
