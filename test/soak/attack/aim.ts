// What an attack is: a message that tries to make farend send a packet to a victim.

import type { Random } from '../../support/torture/random.ts';

/** What the attacker has seen of others: tokens, Vias and routes of farend, whole datagrams. */
export interface Known {
  /** Device tokens as in `;fe=TOKEN`. */
  readonly tokens: readonly string[];
  /** Values of Route and Record-Route that farend made. */
  readonly routes: readonly string[];
  /** Via values of farend. */
  readonly vias: readonly string[];
  readonly datagrams: readonly string[];
}

export const nothingKnown: Known = { tokens: [], routes: [], vias: [], datagrams: [] };

export interface Aim {
  /** `address:port` of the victim, whose port is this attack's own. */
  readonly victim: string;
  readonly victimHost: string;
  readonly victimPort: number;
  /** `address:port` from where the message leaves. */
  readonly source: string;
  /** Unlike any other. */
  readonly callId: string;
  readonly random: Random;
  readonly known: Known;
}

export interface Attack {
  readonly name: string;
  /** Where it is sent: to the socket that phones use, or, by a compromised Asterisk, to the other. */
  readonly side: 'phone' | 'asterisk';
  readonly write: (aim: Aim) => string;
}
