// What Asterisk's own files say of who owns an object, where they are at hand: on the same machine.

import type { GeneralNat } from '../policy/make-plan.ts';
import type { ObjectName, OwnSection, Store } from '../policy/policy-plan.ts';

/** The stores that are files. */
export type FileStore = Exclude<Store, 'dynamic'>;

export interface StoreLookup {
  /** It was read whole, with all that it includes: what is not in it, Asterisk has from elsewhere. */
  has(store: FileStore): boolean;
  /** Undefined: it is in none of the files that were read. */
  storeOf(name: ObjectName): FileStore | undefined;
  /**
   * Why Asterisk would not read what farend adds to an object, of which farend's files say nothing yet:
   * one sentence, with the next step. Undefined: it would.
   */
  hindranceOf(name: ObjectName): string | undefined;
  /** What farend's own files hold now. */
  readonly ownSections: readonly OwnSection[];
  /** Undefined: sip.conf is not at hand. */
  generalNat(): GeneralNat | undefined;
}
