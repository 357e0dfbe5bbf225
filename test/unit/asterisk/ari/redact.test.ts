import { expect, test } from 'vitest';
import { redactText, redactValue } from '../../../../src/asterisk/ari/redact.ts';

test('takes the value of each attribute that is a secret, and leaves the others', () => {
  const object = [
    { attribute: 'auth_type', value: 'userpass' },
    { attribute: 'password', value: 'pw4001' },
    { attribute: 'md5_cred', value: '0123456789abcdef' },
    { attribute: 'username', value: '4001' },
  ];

  expect(redactValue(object)).toEqual([
    { attribute: 'auth_type', value: 'userpass' },
    { attribute: 'password', value: '[redacted]' },
    { attribute: 'md5_cred', value: '[redacted]' },
    { attribute: 'username', value: '4001' },
  ]);
});

test('takes secrets out of any depth, and the client that an object drags along', () => {
  const value = {
    name: '4001',
    _client: { _connection: { pass: 'ari-1' } },
    list: [{ secret: 's', refresh_token: 't', pass: 'p', passive: 'yes' }],
  };

  expect(redactValue(value)).toEqual({
    name: '4001',
    list: [
      { secret: '[redacted]', refresh_token: '[redacted]', pass: '[redacted]', passive: 'yes' },
    ],
  });
});

test.each([
  [undefined, null],
  ['', ''],
  [[], []],
])('takes %j as it is', (value, expected) => {
  expect(redactValue(value)).toEqual(expected);
});

test.each([
  'ws://h/ari/events?app=farend&api_key=farend:a%2Fb%3Ac&subscribeAll=true',
  'cannot reach http://farend:a/b:c@h/ari',
  'Authorization: Basic ZmFyZW5kOmEvYjpj',
  'the password a/b:c is wrong',
])('takes the login out of: %s', (text) => {
  const clean = redactText(text, 'farend', 'a/b:c');

  expect(clean).not.toMatch(/a\/b:c|a%2Fb%3Ac|ZmFyZW5kOmEvYjpj/);
  expect(clean.length).toBeGreaterThan(10);
});
