// Credentials that answer a digest challenge (RFC 3261 §22.4, RFC 8760), for the registration that the
// self-test makes. The proxy never computes one.

import { createHash, randomBytes } from 'node:crypto';
import { findChallengeParameter, readChallenge } from '../../sip/digest.ts';
import { unquote } from '../../sip/parameters.ts';

export interface Account {
  readonly username: string;
  /** Never shown, logged or kept. */
  readonly password: string;
}

/** What the credentials are for. */
export interface AuthenticatedRequest {
  readonly method: string;
  readonly requestUri: string;
}

const algorithms: Readonly<Record<string, string>> = {
  '': 'md5',
  md5: 'md5',
  'sha-256': 'sha256',
  'sha-512-256': 'sha512-256',
};

/**
 * The value of Authorization.
 *
 * @param challenge the value of WWW-Authenticate
 * @returns undefined for a challenge that is none of digest, or asks for another algorithm
 */
export function answerChallenge(
  challenge: string,
  { username, password }: Account,
  { method, requestUri }: AuthenticatedRequest,
  clientNonce: string = randomBytes(8).toString('hex'),
): string | undefined {
  const { nonce, realm, algorithm } = readChallenge(challenge, 0, challenge.length);
  const hashName = algorithms[algorithm.toLowerCase()];
  if (!/^digest\s/i.test(challenge) || nonce === '' || hashName === undefined) return undefined;
  const hash = (text: string) => createHash(hashName).update(text, 'utf8').digest('hex');
  const readParameter = (name: string): string | undefined => {
    const value = findChallengeParameter(challenge, 0, challenge.length, name);
    return value === undefined ? undefined : unquote(challenge.slice(value.start, value.end));
  };
  const hasQop =
    readParameter('qop')
      ?.split(',')
      .some((each) => each.trim() === 'auth') ?? false;
  const opaque = readParameter('opaque');
  const proof = hash(`${username}:${realm}:${password}`);
  const middle = hasQop ? `00000001:${clientNonce}:auth:` : '';
  const response = hash(`${proof}:${nonce}:${middle}${hash(`${method}:${requestUri}`)}`);
  const parameters = [
    `username="${username}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${requestUri}"`,
    `response="${response}"`,
    ...(algorithm === '' ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
    ...(hasQop ? ['qop=auth', 'nc=00000001', `cnonce="${clientNonce}"`] : []),
  ];
  return `Digest ${parameters.join(', ')}`;
}
