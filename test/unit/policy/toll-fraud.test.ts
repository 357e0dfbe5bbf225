// Which peers of chan_sip are open to strangers who come by way of farend.

import { describe, expect, test } from 'vitest';
import type { EndpointState } from '../../../src/asterisk/asterisk-event.ts';
import { findOpening } from '../../../src/policy/toll-fraud.ts';

const FAREND = '198.51.100.2';

describe('findOpening', () => {
  test.each<[string, Partial<EndpointState>, string | undefined]>([
    ['a phone with insecure=invite', { insecure: 'invite' }, 'insecure'],
    ['a phone with insecure=port,invite', { insecure: 'port,invite' }, 'insecure'],
    ['a phone with insecure=port alone', { insecure: 'port' }, undefined],
    ['a phone without a secret', { hasAuth: false }, 'no-secret'],
    ['a phone with a secret', {}, undefined],
    ['a peer at the address of farend', { host: FAREND, insecure: 'invite' }, 'insecure'],
    ['a provider of its own', { host: '192.0.2.7', insecure: 'invite', hasAuth: false }, undefined],
    ['an endpoint of chan_pjsip', { driver: 'chan_pjsip', hasAuth: false }, undefined],
  ])('says of %s what it says', (_title, fields, opening) => {
    const peer: EndpointState = { ...closedPeer, ...fields };

    const found = findOpening(peer, [FAREND]);

    expect(found).toBe(opening);
  });
});

const closedPeer: EndpointState = {
  name: '4001',
  driver: 'chan_sip',
  aors: ['4001'],
  forceRport: true,
  rewriteContact: undefined,
  rtpSymmetric: true,
  directMedia: false,
  autoNat: [],
  aorStates: undefined,
  qualifyFrequency: 0,
  hasAuth: true,
  insecure: '',
  host: '',
  isTrunk: false,
};
