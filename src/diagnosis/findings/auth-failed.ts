// Asterisk refuses the credentials of a phone.

import type { DigestUse } from '../../observation/sip-observation.ts';
import type { DeviceFacts } from '../facts/device-facts.ts';
import { hasTrouble, isRefusedFor } from '../register-clues.ts';
import type { DeviceRule } from '../rule.ts';
import { nameDigest, namePhone } from '../words.ts';

/** Who never registered and has not tried for that long has given up, or was a guesser. */
const GIVEN_UP_MS = 1_800_000;

export const authFailed: DeviceRule = {
  kind: 'device',
  name: 'auth-failed',
  find(facts, { now }) {
    const { record } = facts;
    const { trouble, verdict } = record;
    if (trouble === undefined || !hasTrouble(facts, 'wrong-password', 'credentials-refused'))
      return undefined;
    if (!isRefusedFor(trouble, now)) return undefined;
    const { flows, wire } = record;
    if (flows.length === 0 && now - (wire?.lastSeen ?? now) > GIVEN_UP_MS) return undefined;
    const mismatch = describeMismatch(facts);
    return {
      severity: 'warning',
      summary: `${namePhone(facts)} cannot register: ${mismatch?.summary ?? 'Asterisk refuses its password'}.`,
      description:
        mismatch?.description ??
        'The phone answers the challenge, and what it answers does not fit the password that Asterisk has for the account. A wrong user name for authentication looks the same.',
      evidence: [...verdict.evidence, ...(mismatch?.evidence ?? [])],
      remedy: mismatch?.remedy ?? [
        'Enter the password of the account on the phone once more; it is in Asterisk’s auth section of the endpoint.',
        'See that the authentication name on the phone is the username of that section.',
      ],
      since: trouble.since,
    };
  },
};

interface Mismatch {
  readonly summary: string;
  readonly description: string;
  readonly evidence: readonly string[];
  readonly remedy: readonly string[];
}

/** Its credentials answer something that nobody asked. */
function describeMismatch({ registers }: DeviceFacts): Mismatch | undefined {
  const { digest, challenge } = registers;
  const asks = challenge?.asks ?? [];
  if (digest === undefined || asks.length === 0) return undefined;
  const sameRealm = asks.filter(({ realm }) => realm === digest.realm);
  const evidence = [
    `its credentials are for ${nameDigest(digest)}`,
    ...asks.map((asked) => `Asterisk asks for ${nameDigest(asked)}`),
  ];
  const [first] = asks as [DigestUse];
  if (sameRealm.length === 0)
    return {
      summary: `its credentials are for another realm than Asterisk asks for`,
      description:
        'The realm is a part of what is hashed with the password: a phone must take it from the challenge, and this one has another one entered.',
      evidence,
      remedy: [
        `Leave the realm in the account of the phone empty, or enter "${first.realm}".`,
        'A router that rewrites SIP may do the same: switch its SIP ALG off.',
      ],
    };
  if (sameRealm.some(({ algorithm }) => isSame(algorithm, digest.algorithm))) return undefined;
  return {
    summary: 'its credentials use another algorithm than Asterisk asks for',
    description:
      'A phone must answer with the algorithm of the challenge, and this one uses its own.',
    evidence,
    remedy: [
      `Let Asterisk ask for ${digest.algorithm || 'MD5'} (supported_algorithms_uas of the auth section), or bring the firmware of the phone up to date.`,
    ],
  };
}

function isSame(a: string, b: string): boolean {
  return (a || 'MD5').toLowerCase() === (b || 'MD5').toLowerCase();
}
