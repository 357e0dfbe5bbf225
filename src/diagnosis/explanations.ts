// Which finding explains which. How far an explanation reaches follows from the subject of the finding
// that explains: its device, all at its address, at its site, of its Asterisk, or everything.

import { type Finding, type FindingName, severities } from './finding.ts';

interface Explanation {
  readonly by: FindingName;
  /**
   * It explains only what began less than that before or after it did, and that even where it is the
   * less grave of the two; without this, what is graver is told all the same.
   */
  readonly withinMs?: number;
}

/** Phones come back at their next refresh after their router gave them new ports. */
const AFTER_REBINDING_MS = 15 * 60_000;

/** Of an address or a site nobody knows its Asterisk. */
const farend: readonly Explanation[] = [{ by: 'proxy-down' }];
const world: readonly Explanation[] = [...farend, { by: 'asterisk-down' }];
/** Who guesses the password of a phone is refused like the phone would be. */
const guessed: readonly Explanation[] = [...world, { by: 'brute-force' }];
const siteIsGone: readonly Explanation[] = [
  ...world,
  { by: 'site-down' },
  { by: 'rebinding-storm', withinMs: AFTER_REBINDING_MS },
];
const router: readonly Explanation[] = [{ by: 'asymmetric-signalling' }, { by: 'alg-suspected' }];
const dialogs: readonly Explanation[] = [
  ...siteIsGone,
  ...router,
  { by: 'binding-short' },
  { by: 'unreachable' },
];

/** The first that is there explains; no finding explains itself by way of others (a test). */
export const explanations: Readonly<Partial<Record<FindingName, readonly Explanation[]>>> = {
  // It is told of phones that work otherwise.
  'rport-missing': [
    ...dialogs,
    { by: 'response-lost' },
    { by: 'auth-loop' },
    { by: 'auth-failed' },
    { by: 'unknown-account' },
    { by: 'max-contacts' },
    { by: 'acl-refused' },
    { by: 'replayed-credentials' },
    { by: 'registration-lapsed' },
    { by: 'message-too-large' },
  ],
  'response-lost': [...world, ...router],
  'auth-loop': [...guessed, ...router, { by: 'message-too-large' }],
  'auth-failed': guessed,
  'unknown-account': guessed,
  'max-contacts': world,
  'acl-refused': world,
  'registration-lapsed': siteIsGone,
  unreachable: [...siteIsGone, ...router, { by: 'binding-short' }],
  'binding-short': world,
  'rebinding-storm': farend,
  'site-down': farend,
  'alg-suspected': world,
  'asymmetric-signalling': world,
  'media-unroutable': [...world, { by: 'alg-suspected' }],
  'ack-missing': [...dialogs, { by: 'message-too-large' }],
  'in-dialog-lost': [...dialogs, { by: 'message-too-large' }, { by: 'ack-missing' }],
  'trunk-unmatched': farend,
  'asterisk-down': farend,
  'ami-down': [{ by: 'asterisk-down' }],
};

/** Those that reach farther than a device: when one comes or goes, all others are looked at again. */
export function reachesFar({ subject }: Finding): boolean {
  return !subject.startsWith('device ');
}

/** @param of what is found about a subject, by name; undefined: nothing */
export function explain(
  finding: Finding,
  of: (subject: string) => ReadonlyMap<FindingName, { readonly finding: Finding }> | undefined,
): FindingName | undefined {
  const causes = explanations[finding.name];
  if (causes === undefined) return undefined;
  const around = listSubjects(finding).flatMap((subject) => of(subject) ?? []);
  const explains = ({ by, withinMs }: Explanation) =>
    around.some((found) => {
      const cause = found.get(by)?.finding;
      if (cause === undefined || cause === finding) return false;
      const isShort = withinMs !== undefined && Math.abs(finding.since - cause.since) <= withinMs;
      return isShort || (withinMs === undefined && !isGraver(finding, cause));
    });
  return causes.find(explains)?.by;
}

function isGraver(a: Finding, b: Finding): boolean {
  return severities.indexOf(a.severity) > severities.indexOf(b.severity);
}

/** Itself, and all that it is a part of. */
function listSubjects({ subject, address, site, asterisk }: Finding): string[] {
  return [subject, `address ${address}`, `site ${site}`, `asterisk ${asterisk}`, 'farend'];
}
