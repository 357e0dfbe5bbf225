import { describe, expect, it } from 'vitest';
import { KeyedHash } from '../../../src/base/keyed-hash.ts';
import {
  formatVia,
  type OwnVia,
  type ViaToken,
  verifyVia,
  viewOwnVia,
} from '../../../src/proxy/via-token.ts';
import { viewVia } from '../../../src/sip/via.ts';
import { expectParsed } from '../sip/sip-fixtures.ts';

const hash = new KeyedHash('00'.repeat(32));
const aor = '4001@pbx.example.com';
const token: ViaToken = {
  kind: 'relayed',
  id: '0123456789abcdef',
  local: '198.51.100.10:5060',
  remote: { address: '203.0.113.5', port: 40112 },
  rportOffered: false,
  credentials: 'none',
  isOutside: false,
  isTrunk: false,
  device: '',
};

function view(text: string): OwnVia | undefined {
  return viewOwnVia(text, expectParsed(viewVia(text, 0, text.length)));
}

function read(text: string, scope = aor): ViaToken | undefined {
  const own = view(text);
  return own && verifyVia(hash, own, scope);
}

const value = formatVia(hash, '198.51.100.10:5062', token, aor).value;

describe('an answer brings back what was written', () => {
  it.each([
    {},
    { kind: 'ping', local: '' },
    { kind: 'health', local: '' },
    { rportOffered: true },
    { credentials: 'stripped' },
    { isOutside: true },
    { isTrunk: true, credentials: 'passed' },
    { device: 'fedcba9876543210', local: '' },
    { rportOffered: true, credentials: 'stripped' },
    { local: '[2001:db8::10]:5060', remote: { address: '2001:db8::5', port: 1 } },
  ] as const)('%j', (changes) => {
    const written = { ...token, ...changes };

    expect(read(formatVia(hash, '198.51.100.10:5062', written, aor).value)).toEqual(written);
  });

  it('also after Asterisk has put the parameters into its own order', () => {
    const [head, branch, rport, fe] = value.split(';');

    expect(read([head, `${rport}=5062`, 'received=198.51.100.10', branch, fe].join(';'))).toEqual(
      token,
    );
    expect(read([head, fe, branch, rport].join(';'))).toEqual(token);
  });
});

it('RFC 3261 §8.1.1.7: has a branch with the magic cookie and offers rport itself', () => {
  expect(value).toMatch(
    /^SIP\/2\.0\/UDP 198\.51\.100\.10:5062;branch=z9hG4bKr0123456789abcdef;rport;fe=[\w.~!]+$/,
  );
});

it('holds nothing in its parameter but token characters, also with IPv6', () => {
  const six = { ...token, remote: { address: '2001:db8::5', port: 5060 }, local: '[::1]:5060' };
  const { tokenText } = formatVia(hash, '[::1]:5062', { ...six, local: '2001:db8::1' }, aor);

  expect(tokenText).toMatch(/^[\w.~!-]+$/);
});

describe('is refused', () => {
  const at = value.indexOf(';fe=') + ';fe='.length;

  it.each(Array.from({ length: value.length - at }, (_, i) => i))(
    'with another character at %i of payload and MAC',
    (offset) => {
      for (const other of ['0', '1', 'f', '~', '.', '!']) {
        if (value.charAt(at + offset) === other) continue;
        const changed = value.slice(0, at + offset) + other + value.slice(at + offset + 1);

        expect(read(changed)).toBeUndefined();
      }
    },
  );

  it.each([
    ['one character less', value.slice(0, -1)],
    ['one character more', `${value}0`],
    ['the MAC in upper case', value.slice(0, -16) + value.slice(-16).toUpperCase()],
    ['the MAC alone', value.slice(0, at) + value.slice(-16)],
    ['nothing in it', value.slice(0, at)],
    ['another id', value.replace('0123456789abcdef', '1123456789abcdef')],
    ['a shorter id', value.replace('0123456789abcdef', '0123456789abcde')],
    ['another kind', value.replace('z9hG4bKr', 'z9hG4bKh')],
    ['an unknown kind', value.replace('z9hG4bKr', 'z9hG4bKx')],
    ['no branch', value.replace(/;branch=[^;]*/, '')],
    ['no token', value.slice(0, at - 4)],
  ])('with %s', (_, changed) => {
    expect(changed).not.toBe(value);
    expect(read(changed)).toBeUndefined();
  });

  it('for another address-of-record, and without one', () => {
    expect(read(value, '4002@pbx.example.com')).toBeUndefined();
    expect(read(value, '')).toBeUndefined();
  });

  it('under another key', () => {
    const own = view(value) as OwnVia;

    expect(verifyVia(new KeyedHash('01'.repeat(32)), own, aor)).toBeUndefined();
  });
});

it('does not read a token from the Via that follows', () => {
  expect(view(`SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKr0123456789abcdef, ${value}`)).toBeUndefined();
});
