// What the soak and the process of attackers and victims say to each other.

import type { Known } from '../attack/aim.ts';

export interface AttackTally {
  sent: number;
  /** Datagrams that came back to the attacker for it. */
  answered: number;
  /** Packets that reached its victim. */
  reachedVictim: number;
}

export interface Tally {
  /** By name; `mutant` and `flood` are kinds of noise without a victim of their own. */
  readonly attacks: Readonly<Record<string, AttackTally>>;
  /** Packets to the victims' other ports. */
  readonly probes: number;
  /** The first packets that reached a victim, whole. */
  readonly samples: readonly string[];
  /** Messages that brought back far more datagrams than one exchange can. */
  readonly loops: readonly string[];
}

export interface Rates {
  /** Messages a second, attacks and mutants. */
  readonly attacks: number;
  /** REGISTERs a second on top, from one source. */
  readonly flood: number;
}

export type OutsideCommand =
  | { readonly type: 'start'; readonly seed: number; readonly rates: Rates }
  | { readonly type: 'learn'; readonly known: Known }
  | { readonly type: 'probe' }
  | { readonly type: 'stop' };

export type OutsideReport =
  | { readonly type: 'ready' }
  | { readonly type: 'tally'; readonly tally: Tally };
