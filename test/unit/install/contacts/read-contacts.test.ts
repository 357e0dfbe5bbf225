// Which registrations lead to farend, as Asterisk’s console lists them.

import { expect, test } from 'vitest';
import { listReturns } from '../../../../src/install/contacts/farend-contact.ts';
import {
  readPjsipContacts,
  readSipContact,
  readSipPeers,
} from '../../../../src/install/contacts/read-contacts.ts';

const HASH = '346d6ae9cfc32aaccde91f834612b67d';

function row(aor: string, stored: Readonly<Record<string, string>>): string {
  const fields = { path: '', user_agent: 'Phone 1.0', expiration_time: '1795311835', ...stored };
  return `/registrar/contact/${aor};@${HASH}: ${JSON.stringify(fields)}`;
}

test.each([
  ['its Contact', { uri: 'sip:4001@192.0.2.10:5062;fe=48cd38984b5b6fa7' }, true],
  ['its Path', { uri: 'sip:4001@10.0.0.5', path: '<sip:192.0.2.10:5062;lr;fe=1>' }, true],
  ['a port that begins alike', { uri: 'sip:4001@192.0.2.10:50621' }, false],
  ['an address that ends alike', { uri: 'sip:4001@1192.0.2.10:5062' }, false],
  ['the phone itself', { uri: 'sip:4001@198.51.100.7:5060' }, false],
])('knows a contact of chan_pjsip by %s', (_, stored, isFound) => {
  const contacts = readPjsipContacts(`${row('4001', stored)}\n2 results found.\n`, [
    '192.0.2.10:5062',
  ]);

  expect(contacts).toEqual(
    isFound
      ? [
          {
            driver: 'chan_pjsip',
            aor: '4001',
            id: `4001;@${HASH}`,
            userAgent: 'Phone 1.0',
            expiresAt: 1_795_311_835_000,
          },
        ]
      : [],
  );
});

test('overlooks what is no contact', () => {
  const lines = ['/pbx/UUID : x', row('4001', { expiration_time: 'x', uri: '@192.0.2.10:5062' })];
  const spoilt = `/registrar/contact/4001;@${HASH}: {"uri`;

  expect(readPjsipContacts([...lines, spoilt].join('\n'), ['192.0.2.10:5062'])).toEqual([]);
});

test('knows a peer of chan_sip by where its registration leads, and when it ends', () => {
  const registry = [
    '/SIP/Registry/4001   : 192.0.2.10:5062:600:4001:sip:4001@192.0.2.10:5062',
    '/SIP/Registry/4002   : 198.51.100.7:5060:600:4002:sip:4002@198.51.100.7',
  ].join('\n');
  const peer = '  * Name       : 4001\n  Expire       : 301\n  Useragent    : Phone 1.0\n';

  expect(readSipPeers(registry, ['192.0.2.10:5062'])).toEqual(['4001']);
  expect(readSipContact('4001', peer, 1_000)).toMatchObject({ expiresAt: 302_000 });
  expect(readSipContact('4001', peer.replace('301', '-1'), 1_000)).toBeUndefined();
});

test('tells first of the phone that takes longest to come back', () => {
  const make = (aor: string, expiresAt: number) =>
    ({ driver: 'chan_sip', aor, id: aor, userAgent: '', expiresAt }) as const;

  const returns = listReturns([make('4001', 5_000), make('4002', 9_000), make('4003', 10)], 1_000);

  expect(returns.map(({ aor, withinMs }) => [aor, withinMs])).toEqual([
    ['4002', 8_000],
    ['4001', 4_000],
    ['4003', 0],
  ]);
});
