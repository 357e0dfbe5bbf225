import { expect, it } from 'vitest';
import { readRefusedRegister, readRefusedRequest } from '../../../src/bans/refused-password.ts';
import type { RequestRefused } from '../../../src/observation/dialog-observation.ts';
import { makeRegister } from '../../support/make-register.ts';

const refused = { statusCode: 401, responseTag: '0123456789abcdef' };

it.each([401, 403, 407])('reads a REGISTER that was refused with %i', (statusCode) => {
  expect(readRefusedRegister(makeRegister({ ...refused, statusCode }))).toMatchObject({
    address: '203.0.113.5',
    source: '203.0.113.5:40112',
    username: '4001',
    responseTag: '0123456789abcdef',
    isProven: true,
  });
});

it.each([
  ['that was accepted', { statusCode: 200 }],
  ['that was refused for something else', { statusCode: 404 }],
  ['that brought no credentials', { credentials: 'none', username: undefined }],
  ['whose credentials were held back', { credentials: 'foreign-nonce' }],
] as const)('reads nothing out of one %s', (_, changes) => {
  expect(readRefusedRegister(makeRegister({ ...refused, ...changes }))).toBeUndefined();
});

it('believes only what the proxy saw', () => {
  expect(readRefusedRegister(makeRegister({ ...refused, producer: 'hep' }))).toMatchObject({
    isProven: false,
  });
});

const call: RequestRefused = {
  kind: 'refused',
  time: 1,
  producer: 'proxy',
  source: '[2001:db8::66]:5060',
  localSocket: '[2001:db8::1]:5060',
  aor: '4001@pbx.example.com',
  device: undefined,
  callId: 'call-2',
  userAgent: '',
  method: 'INVITE',
  statusCode: 401,
  isTrunk: false,
  username: '4001',
  nonce: 'n',
  responseTag: 'fedcba9876543210',
};

it('reads another request that was refused, and none of a trunk', () => {
  expect(readRefusedRequest(call)).toMatchObject({
    address: '2001:db8::66',
    responseTag: 'fedcba9876543210',
    isProven: true,
  });
  expect(readRefusedRequest({ ...call, isTrunk: true })).toBeUndefined();
  expect(readRefusedRequest({ ...call, username: undefined })).toBeUndefined();
});
