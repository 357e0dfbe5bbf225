// What Asterisk's own files say of who owns an object, where they are at hand: on the same machine.

import type { GeneralNat } from '../policy/make-plan.ts';
import type { ObjectName, OwnSection, Store } from '../policy/policy-plan.ts';

/** The stores that are files. */
export type FileStore = Exclude<Store, 'dynamic'>;

/** What is wanted of an object: names and values. */
export type Settings = readonly (readonly [name: string, value: string])[];

export interface StoreLookup {
  /** It was read whole, with all that it includes: what is not in it, Asterisk has from elsewhere. */
  has(store: FileStore): boolean;
  /** Undefined: it is in none of the files that were read. */
  storeOf(name: ObjectName): FileStore | undefined;
  /**
   * Why what farend adds to an object would not count: one sentence, with the next step. Undefined: as far
   * as can be seen, it would.
   */
  hindranceOf(name: ObjectName, wanted: Settings): string | undefined;
  /** Asterisk is told to read farend's file for that store, and it is not there. */
  isFileLost(store: FileStore): boolean;
  /** What farend's own files hold now. */
  readonly ownSections: readonly OwnSection[];
  /** Undefined: sip.conf is not at hand. */
  generalNat(): GeneralNat | undefined;
}
