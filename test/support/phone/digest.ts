// Digest authentication as a phone does it, with and without qop (RFC 2617 §3.2.2): MD5, and SHA-256
// (RFC 8760) where a test asks for it.

import { createHash, randomBytes } from 'node:crypto';

export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly hasQop: boolean;
  /** The password was right and the nonce too old. */
  readonly isStale: boolean;
  /** What the phone answers with; default MD5, whatever was asked for. */
  readonly algorithm?: Algorithm;
}

type Algorithm = 'MD5' | 'SHA-256';

export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly method: string;
  readonly uri: string;
  /** How often this nonce was used, from 1 on. */
  readonly nonceCount: number;
}

/** Reads WWW-Authenticate; undefined when it is no digest challenge. */
export function parseChallenge(value: string): Challenge | undefined {
  const readParameter = (name: string): string | undefined =>
    new RegExp(`\\b${name}="?([^",]*)"?`).exec(value)?.[1];
  const realm = readParameter('realm');
  const nonce = readParameter('nonce');
  if (!/^digest /i.test(value) || realm === undefined || nonce === undefined) {
    return undefined;
  }
  return {
    realm,
    nonce,
    opaque: readParameter('opaque'),
    hasQop: readParameter('qop') !== undefined,
    isStale: readParameter('stale')?.toLowerCase() === 'true',
  };
}

/** The value of the Authorization header. */
export function formatAuthorization(challenge: Challenge, credentials: Credentials): string {
  const { username, password, method, uri } = credentials;
  const { algorithm = 'MD5' } = challenge;
  const a1 = hash(algorithm, `${username}:${challenge.realm}:${password}`);
  const a2 = hash(algorithm, `${method}:${uri}`);
  const count = credentials.nonceCount.toString(16).padStart(8, '0');
  const clientNonce = randomBytes(8).toString('hex');
  const middle = challenge.hasQop ? `${count}:${clientNonce}:auth:` : '';
  const parameters = [
    `username="${username}"`,
    `realm="${challenge.realm}"`,
    `nonce="${challenge.nonce}"`,
    `uri="${uri}"`,
    `response="${hash(algorithm, `${a1}:${challenge.nonce}:${middle}${a2}`)}"`,
    `algorithm=${algorithm}`,
    ...(challenge.opaque === undefined ? [] : [`opaque="${challenge.opaque}"`]),
    ...(challenge.hasQop ? ['qop=auth', `nc=${count}`, `cnonce="${clientNonce}"`] : []),
  ];
  return `Digest ${parameters.join(', ')}`;
}

function hash(algorithm: Algorithm, text: string): string {
  return createHash(algorithm.replace('-', '').toLowerCase()).update(text, 'latin1').digest('hex');
}
