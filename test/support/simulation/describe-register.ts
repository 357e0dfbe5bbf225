// A REGISTER of a simulated phone and its answer, as the proxy observes them.

import type { NatTest } from '../../../src/nat/nat-tests.ts';
import type { SipObservation } from '../../../src/observation/sip-observation.ts';
import type { SimulatedPhone } from './simulated-phone.ts';

const behindNat: readonly NatTest[] = [
  'private-contact',
  'diff-ip-src-via',
  'private-via',
  'diff-port-src-via',
  'diff-ip-src-contact',
  'diff-port-src-contact',
];
const withoutRport: readonly NatTest[] = [...behindNat, 'no-rport'];

const digest = { realm: 'asterisk', algorithm: 'MD5' };
const challenges = [digest];

export function describeRegister(
  phone: SimulatedPhone,
  changes: Partial<SipObservation>,
): SipObservation {
  const { number, privateAddress, make, source, cSeq, world, token } = phone;
  const { now } = world.schedule;
  const { statusCode = 200, credentials = 'passed' } = changes;
  const isPlain = credentials === 'none';
  const via = `SIP/2.0/UDP ${privateAddress}:5060;branch=z9hG4bK${number}${cSeq}`;
  return {
    time: now,
    producer: 'proxy',
    side: 'device',
    source,
    localSocket: '198.51.100.10:5060',
    transport: 'udp',
    method: 'REGISTER',
    statusCode,
    callId: phone.callId,
    cSeq,
    aor: `${number}@pbx.example.com`,
    username: isPlain ? undefined : number,
    nonce: isPlain ? undefined : `${Math.floor(now / 1_000)}/0f1e2d3c`,
    topVia: make.offersRport ? `${via};rport` : via,
    rportOffered: make.offersRport,
    isExempt: false,
    contact: `<sip:${number}@${privateAddress}:5060>`,
    userAgent: make.userAgent,
    natTests: make.offersRport ? behindNat : withoutRport,
    size: isPlain ? 520 : 700,
    retransmissions: 0,
    device: token,
    expires: undefined,
    binding: undefined,
    credentials,
    digest: isPlain ? undefined : digest,
    responseTag: isPlain ? undefined : cSeq.toString(16).padStart(16, '0'),
    answer: {
      sentTo: source,
      hasRport: make.offersRport,
      challenges: statusCode === 401 ? challenges : [],
    },
    ...changes,
  };
}
