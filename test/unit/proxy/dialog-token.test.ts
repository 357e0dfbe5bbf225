import { describe, expect, it } from 'vitest';
import { KeyedHash } from '../../../src/base/keyed-hash.ts';
import {
  type DialogToken,
  formatDialogToken,
  isPath,
  readDialogToken,
} from '../../../src/proxy/dialog-token.ts';
import { parseUri } from '../../../src/sip/uri.ts';
import { expectParsed } from '../sip/sip-fixtures.ts';

const hash = new KeyedHash('00'.repeat(32));
const token: DialogToken = {
  device: '00112233aabbccdd',
  flow: { local: '192.0.2.2:5060', remote: { address: '203.0.113.5', port: 40112 } },
  time: 1_795_244_400_123,
  asterisk: '198.51.100.20:5060',
  isOutside: false,
  provesFlow: false,
};
const ipv6: DialogToken = {
  ...token,
  flow: { local: '[2001:db8::2]:5060', remote: { address: '2001:db8:1::1', port: 5060 } },
  asterisk: '[2001:db8::20]:5060',
};
const text = formatDialogToken(hash, token);

describe('is read as it was written', () => {
  it.each([
    ['a phone inside', token],
    ['a phone outside', { ...token, isOutside: true }],
    ['credentials of its own account', { ...token, provesFlow: true }],
    ['both', { ...token, isOutside: true, provesFlow: true }],
    ['a phone without a binding', { ...token, device: '' }],
    ['a Path', { ...token, asterisk: '' }],
    ['a time that counts for nothing', { ...token, time: 0 }],
    ['IPv6', ipv6],
  ])('%s', (_, written) => {
    expect(readDialogToken(hash, formatDialogToken(hash, written))).toEqual(written);
  });
});

it.each([
  ['IPv4', token],
  ['IPv6', ipv6],
])('RFC 3261 §25.1: stands in the user part of a URI without escapes, %s', (_, written) => {
  const user = formatDialogToken(hash, written);

  const uri = expectParsed(parseUri(`sip:${user}@198.51.100.10:5062;lr`));

  expect(user).toMatch(/^[\w\-.!~*'()&=+$,;?/]+$/);
  expect(uri).toMatchObject({ user, host: '198.51.100.10', port: 5062 });
});

it('is a Path exactly when it names no Asterisk', () => {
  expect([isPath(token), isPath({ ...token, asterisk: '' })]).toEqual([false, true]);
});

describe('is refused', () => {
  it.each(Array.from({ length: text.length }, (_, at) => at))(
    'with another character at %i of payload and MAC',
    (at) => {
      for (const other of ['0', '1', 'f', '~', '.', '!']) {
        if (text.charAt(at) === other) continue;

        expect(
          readDialogToken(hash, text.slice(0, at) + other + text.slice(at + 1)),
        ).toBeUndefined();
      }
    },
  );

  it.each([
    ['cut short', text.slice(0, -1)],
    ['longer', `${text}0`],
    ['with a field more', text.replace('~', '~~')],
    ['without its MAC', text.slice(0, -17)],
    ['the MAC alone', text.slice(-16)],
    ['in upper case', text.toUpperCase()],
    ['empty', ''],
  ])('%s', (_, changed) => {
    expect(readDialogToken(hash, changed)).toBeUndefined();
  });

  it('under another key', () => {
    expect(readDialogToken(new KeyedHash('01'.repeat(32)), text)).toBeUndefined();
  });
});
