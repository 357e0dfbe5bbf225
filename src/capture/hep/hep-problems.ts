// What an operator is told of HEP packets that lead to nothing: once for each sender and kind of
// trouble, since an agent that is set up wrongly is so in each of its packets.

import type { Unjoined } from '../exchange-joiner.ts';
import type { HepFailure } from './hep-packet.ts';

/** `foreign-source`: not in `from`. `other-payload`: not SIP. `other-transport`: not UDP. */
export type HepDropReason =
  | HepFailure
  | Unjoined
  | 'foreign-source'
  | 'other-payload'
  | 'other-transport';

/** Sources can be forged: past that many sentences nothing more is told. */
const MAX_TOLD = 100;

type Describe = (sender: string, reason: HepDropReason) => string;

const notInFrom: Describe = (sender) =>
  `HEP packets come from ${sender}, which is not in hep.from, and are dropped: add it there, or stop that agent`;
const oldVersion: Describe = (sender) =>
  `the agent at ${sender} sends HEP version 1 or 2: set it to version 3 (Kamailio: modparam("siptrace", "hep_version", 3))`;
const notUdp: Describe = (sender) =>
  `the agent at ${sender} mirrors SIP over TCP or TLS, which is left out: only UDP phones are seen`;
const unreadable: Describe = (sender, reason) =>
  `what ${sender} sends to hep.listen cannot be read as HEP version 3 (${reason}): see which program that is`;

const describers: Partial<Record<HepDropReason, Describe>> = {
  'foreign-source': notInFrom,
  'old-version': oldVersion,
  'other-transport': notUdp,
};

export class HepProblems {
  private readonly told = new Set<string>();
  private readonly tell: (sentence: string) => void;

  constructor(tell: (sentence: string) => void) {
    this.tell = tell;
  }

  note(reason: HepDropReason, sender: string): void {
    const describe = describers[reason] ?? unreadable;
    const sentence = describe(sender, reason);
    if (this.told.has(sentence) || this.told.size >= MAX_TOLD) return;
    this.told.add(sentence);
    this.tell(sentence);
  }
}
