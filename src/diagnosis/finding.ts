// What is wrong, with whom, how one knows, and what to do: the one vocabulary of everything above the
// diagnosis. Plain data, no secrets. docs/reference/findings.md has a chapter for each name.

/** In the order of the reference page. */
export const findingNames = [
  'rport-missing',
  'response-lost',
  'auth-loop',
  'auth-failed',
  'unknown-account',
  'max-contacts',
  'acl-refused',
  'no-auth',
  'toll-fraud',
  'replayed-credentials',
  'registration-lapsed',
  'unreachable',
  'binding-short',
  'rebinding-storm',
  'site-down',
  'alg-suspected',
  'asymmetric-signalling',
  'policy-drift',
  'media-unroutable',
  'ack-missing',
  'in-dialog-lost',
  'message-too-large',
  'scanner',
  'brute-force',
  'trunk-unmatched',
  'asterisk-down',
  'ami-down',
  'proxy-down',
] as const;

export type FindingName = (typeof findingNames)[number];

/** From the least to the most. */
export const severities = ['info', 'warning', 'critical'] as const;

export type Severity = (typeof severities)[number];

export interface Finding {
  readonly name: FindingName;
  /**
   * What it is about, unique among findings of that name, and the same for as long as it lasts:
   * `device AOR/TOKEN` (the id of the record), `address 203.0.113.9`, `site Leeds`, `asterisk main`,
   * `farend`.
   */
  readonly subject: string;
  readonly severity: Severity;
  /** '' where it is about none. */
  readonly endpoint: string;
  readonly aor: string;
  readonly site: string;
  readonly make: string;
  readonly asterisk: string;
  /** The real public address that it is about, without port; '' where it is about none. */
  readonly address: string;
  /** One sentence for a person, with the name of the phone in it. */
  readonly summary: string;
  /** What it means, for whoever has not met it before: one to three sentences. */
  readonly description: string;
  /** Facts, each one sentence: addresses, ports, times, the header as sent. */
  readonly evidence: readonly string[];
  /** What to do, for this device where its make is known: one step each. */
  readonly remedy: readonly string[];
  /** Milliseconds since 1970. */
  readonly since: number;
  /**
   * Another finding that is there and explains this one: it need not be told. Undefined: nothing does.
   */
  readonly explainedBy: FindingName | undefined;
}

export interface FindingChange {
  readonly finding: Finding;
  /** `changed`: severity, evidence or explanation are others than before. */
  readonly kind: 'found' | 'changed' | 'gone';
}

/** The key of a finding among all. */
export function findingId({ name, subject }: Pick<Finding, 'name' | 'subject'>): string {
  return `${name} ${subject}`;
}
