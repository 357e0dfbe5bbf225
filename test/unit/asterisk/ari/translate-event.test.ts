import { describe, expect, test } from 'vitest';
import { translateEvent } from '../../../../src/asterisk/ari/translate-event.ts';

const endpoint = { technology: 'PJSIP', resource: '4001', state: 'online', channel_ids: [] };

function contact(status: string, more: object = {}): Record<string, unknown> {
  return {
    type: 'ContactStatusChange',
    endpoint,
    contact_info: {
      uri: 'sip:4001@192.0.2.5:5060',
      contact_status: status,
      aor: '4001',
      roundtrip_usec: '1234',
      ...more,
    },
    asterisk_id: '02:00:00:00:00:01',
    application: 'farend',
  };
}

function peer(status: string, technology = 'PJSIP', more: object = {}): Record<string, unknown> {
  return {
    type: 'PeerStatusChange',
    endpoint: { ...endpoint, technology },
    peer: { peer_status: status, ...more },
  };
}

describe('a contact', () => {
  test.each([
    ['Created', 'created', undefined],
    ['Updated', 'created', undefined],
    ['NonQualified', 'unqualified', undefined],
    ['Unknown', 'unqualified', undefined],
    ['Reachable', 'reachable', 1234],
    ['Unreachable', 'unreachable', undefined],
    ['Removed', 'removed', undefined],
  ])('that is %s is %s', (said, status, roundTripUs) => {
    expect(translateEvent(contact(said))).toEqual({
      kind: 'contact',
      endpoint: '4001',
      aor: '4001',
      uri: 'sip:4001@192.0.2.5:5060',
      status,
      roundTripUs,
    });
  });
});

test('RFC 3261 §19.1.1: a contact is told without the password in its URI', () => {
  const event = contact('Created', { uri: 'sip:4001:geheim@192.0.2.5:5060;ob' });

  expect(translateEvent(event)).toMatchObject({ uri: 'sip:4001@192.0.2.5:5060;ob' });
});

describe('a peer', () => {
  test('of chan_sip has its address', () => {
    const event = peer('Registered', 'SIP', { address: '192.0.2.5', port: '5060' });

    expect(translateEvent(event)).toEqual({
      kind: 'peer',
      endpoint: '4001',
      driver: 'chan_sip',
      status: 'registered',
      cause: '',
      address: '192.0.2.5:5060',
    });
  });

  test('of another channel driver is of no interest', () => {
    expect(translateEvent(peer('Registered', 'IAX2'))).toBe('ignored');
  });
});

test('other events are of no interest', () => {
  expect(translateEvent({ type: 'ChannelCreated' })).toBe('ignored');
  expect(translateEvent({})).toBe('ignored');
});

test.each([
  contact('Vanished'),
  contact('Reachable', { roundtrip_usec: '-1' }),
  contact('Reachable', { uri: '' }),
  { type: 'ContactStatusChange' },
  peer('Sleepy'),
  { type: 'PeerStatusChange', endpoint: null },
  { type: 'PeerStatusChange', peer: { peer_status: 'Reachable' } },
])('what Asterisk should not have written is unreadable: %j', (event) => {
  expect(translateEvent(event)).toBe('unreadable');
});
