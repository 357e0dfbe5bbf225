import { expect, it } from 'vitest';
import { answerChallenge } from '../../../../src/doctor/path/digest-answer.ts';

const account = { username: 'Mufasa', password: 'Circle of Life' };
const request = { method: 'GET', requestUri: '/dir/index.html' };
const common =
  'realm="http-auth@example.org", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", qop="auth, auth-int"';
const clientNonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';

it.each([
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
])('answers the challenges of RFC 7616 §3.9.1 with %s', (algorithm, response) => {
  const challenge = `Digest ${common}, algorithm=${algorithm}`;

  const answer = answerChallenge(challenge, account, request, clientNonce);

  expect(answer).toContain(`response="${response}"`);
  expect(answer).toContain('qop=auth, nc=00000001');
});

it('answers a challenge without qop as RFC 2617 §3.2.2.1 has it for old servers', () => {
  const answer = answerChallenge(
    'Digest algorithm=MD5, realm="asterisk", nonce="2080efd0"',
    { username: '4001', password: 'secret' },
    { method: 'REGISTER', requestUri: 'sip:192.0.2.10' },
  );

  expect(answer).toMatch(/^Digest username="4001", realm="asterisk", nonce="2080efd0"/);
  expect(answer).not.toContain('qop');
  expect(answer).not.toContain('secret');
});

it.each(['Basic realm="x"', 'Digest realm="x",nonce="1",algorithm=MD4', 'Digest realm="x"'])(
  'has no answer to %s',
  (challenge) => {
    expect(answerChallenge(challenge, account, request)).toBeUndefined();
  },
);
