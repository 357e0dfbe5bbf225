// Which finding explains which. How far an explanation reaches follows from the subject of the finding
// that explains: its device, all at its address, at its site, of its Asterisk, or everything.

import type { Finding, FindingName } from './finding.ts';

interface Explanation {
  readonly by: FindingName;
  /** It explains only what began less than that before or after it did. */
  readonly withinMs?: number;
}

/** Phones come back at their next refresh after their router gave them new ports. */
const AFTER_REBINDING_MS = 15 * 60_000;

const world: readonly Explanation[] = [{ by: 'proxy-down' }, { by: 'asterisk-down' }];
const siteIsGone: readonly Explanation[] = [...world, { by: 'site-down' }];
const returnPath: readonly Explanation[] = [
  ...world,
  { by: 'asymmetric-signalling' },
  { by: 'alg-suspected' },
];

/** The first that is there explains; no finding explains itself by way of others (a test). */
export const explanations: Readonly<Partial<Record<FindingName, readonly Explanation[]>>> = {
  'rport-missing': [{ by: 'response-lost' }],
  'response-lost': returnPath,
  'auth-loop': [...returnPath, { by: 'message-too-large' }, { by: 'response-lost' }],
  'auth-failed': [...world, { by: 'replayed-credentials' }],
  'registration-lapsed': [
    ...siteIsGone,
    { by: 'rebinding-storm', withinMs: AFTER_REBINDING_MS },
    { by: 'response-lost' },
    { by: 'auth-loop' },
    { by: 'auth-failed' },
    { by: 'unknown-account' },
    { by: 'max-contacts' },
    { by: 'acl-refused' },
    { by: 'rport-missing' },
    { by: 'message-too-large' },
  ],
  unreachable: [
    ...siteIsGone,
    { by: 'rebinding-storm', withinMs: AFTER_REBINDING_MS },
    { by: 'binding-short' },
    { by: 'asymmetric-signalling' },
    { by: 'alg-suspected' },
  ],
  'binding-short': world,
  'rebinding-storm': world,
  'site-down': world,
  'media-unroutable': [{ by: 'alg-suspected' }],
  'ack-missing': [...siteIsGone, { by: 'asymmetric-signalling' }, { by: 'alg-suspected' }],
  'in-dialog-lost': [
    ...siteIsGone,
    { by: 'message-too-large' },
    { by: 'asymmetric-signalling' },
    { by: 'alg-suspected' },
    { by: 'binding-short' },
    { by: 'unreachable' },
  ],
  'trunk-unmatched': world,
  'ami-down': [{ by: 'asterisk-down' }],
};

/** Those that reach farther than a device: when one comes or goes, all others are looked at again. */
export function reachesFar({ subject }: Finding): boolean {
  return !subject.startsWith('device ');
}

/** @param find the finding of that name about that subject, if it is there */
export function explain(
  finding: Finding,
  find: (name: FindingName, subject: string) => Finding | undefined,
): FindingName | undefined {
  const causes = explanations[finding.name];
  if (causes === undefined) return undefined;
  const subjects = listSubjects(finding);
  const explains = ({ by, withinMs = Number.POSITIVE_INFINITY }: Explanation) =>
    subjects.some((subject) => {
      const cause = find(by, subject);
      return cause !== undefined && Math.abs(finding.since - cause.since) <= withinMs;
    });
  return causes.find(explains)?.by;
}

/** Itself, and all that it is a part of. */
function listSubjects({ subject, address, site, asterisk }: Finding): string[] {
  return [subject, `address ${address}`, `site ${site}`, `asterisk ${asterisk}`, 'farend'];
}
