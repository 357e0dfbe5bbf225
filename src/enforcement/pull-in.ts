// The one line by which Asterisk reads a file of farend's own.

import type { Store } from '../policy/policy-plan.ts';

export interface PullIn {
  readonly store: Exclude<Store, 'dynamic'>;
  /** Farend's own, with its path. */
  readonly ownFile: string;
  /** The operator's, with its path: where the line is, or goes to the end. */
  readonly file: string;
  /** `#tryinclude farend.d/pjsip.conf`: with #include, a missing file empties the whole configuration. */
  readonly line: string;
  readonly isThere: boolean;
}
