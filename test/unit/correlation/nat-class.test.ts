import { expect, it } from 'vitest';
import type { WireView } from '../../../src/correlation/device-record.ts';
import { classifyNat } from '../../../src/correlation/nat-class.ts';

const wire: WireView = {
  source: '203.0.113.5:40112',
  localSocket: '198.51.100.10:5060',
  contact: '<sip:4001@203.0.113.5:40112>',
  userAgent: 'Phone 1.0',
  rport: 'offered',
  natTests: [],
  callId: 'call-1',
  statusCode: 200,
  credentials: 'passed',
  retransmissions: 0,
  firstSeen: 0,
  lastSeen: 0,
};

it.each<[string, Partial<WireView>, string, string]>([
  ['agrees', {}, 'none', 'agree with 203.0.113.5, where'],
  [
    'has a private Contact',
    {
      natTests: ['private-contact', 'diff-ip-src-contact'],
      contact: '"Desk" <sip:4001@192.168.1.50>;expires=60',
    },
    'behind-nat',
    'its Contact is the private address 192.168.1.50:5060, and it arrives from 203.0.113.5:40112',
  ],
  ['has a private Via', { natTests: ['private-via', 'diff-ip-src-via'] }, 'behind-nat', 'its Via'],
  [
    'calls itself by another address',
    { natTests: ['diff-ip-src-contact'], contact: '<sip:4001@192.0.2.7>' },
    'behind-nat',
    'its Contact is 192.0.2.7:5060',
  ],
  [
    'has another port only',
    { natTests: ['diff-port-src-via', 'no-rport'] },
    'none',
    'agree with 203.0.113.5,',
  ],
  [
    'calls itself by an address of a provider',
    { natTests: ['carrier-grade-nat', 'diff-ip-src-via'] },
    'carrier-grade-nat',
    '100.64.0.0/10',
  ],
  ['sends from one', { source: '100.64.3.4:5060' }, 'carrier-grade-nat', '100.64.3.4:5060'],
  [
    'has its own address in the Call-ID alone',
    { callId: '3fb2@192.168.1.50' },
    'alg-suspected',
    'its Call-ID holds the private address 192.168.1.50',
  ],
  ['has a public one there', { callId: '3fb2@203.0.113.5' }, 'none', 'agree with 203.0.113.5,'],
  ['has a name there', { callId: '3fb2@phone.example.com' }, 'none', 'agree with 203.0.113.5,'],
  [
    'is in the PBX’s own network',
    { callId: '3fb2@192.168.1.50', source: '192.168.1.50:5060' },
    'none',
    'agree with 192.168.1.50,',
  ],
])('a phone that %s', (_, changes, value, evidence) => {
  const judgement = classifyNat({ ...wire, ...changes });

  expect(judgement.value).toBe(value);
  expect(judgement.evidence.join('\n')).toContain(evidence);
});

it('a phone that was never seen is of no class, and says why', () => {
  expect(classifyNat(undefined)).toEqual({
    value: 'none',
    evidence: ['nothing was seen of it on the wire'],
  });
});
