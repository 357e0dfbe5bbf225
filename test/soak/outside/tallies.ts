// Counts of what was sent and of what came of it.

import type { AttackTally, Tally } from './protocol.ts';

const MAX_SAMPLES = 5;
/** A transaction over farend brings a few datagrams: provisional ones, a final one, a retransmission. */
const MAX_FOR_ONE = 12;
const MAX_REMEMBERED = 20_000;

export class Tallies {
  private readonly attacks: Record<string, AttackTally> = {};
  private readonly samples: string[] = [];
  private readonly loops: string[] = [];
  private readonly answersByCallId = new Map<string, number>();
  private probes = 0;

  countSent(name: string): void {
    this.of(name).sent += 1;
  }

  /** Something came back to an attacker; his Call-IDs begin with the name of the attack. */
  countAnswer(text: string): void {
    const [, callId = '', name = ''] = /^(?:Call-ID|i)\s*:\s*((\S+)\.soak\S*)/im.exec(text) ?? [];
    // A mutant may have changed even the name.
    if (this.attacks[name] === undefined) return;
    this.of(name).answered += 1;
    const count = (this.answersByCallId.get(callId) ?? 0) + 1;
    this.answersByCallId.set(callId, count);
    if (count === MAX_FOR_ONE && this.loops.length < MAX_SAMPLES) this.loops.push(text);
    if (this.answersByCallId.size > MAX_REMEMBERED) this.answersByCallId.clear();
  }

  countVictim(name: string, text: string): void {
    this.of(name).reachedVictim += 1;
    if (this.samples.length < MAX_SAMPLES) this.samples.push(`${name}:\n${text}`);
  }

  countProbe(): void {
    this.probes += 1;
  }

  read(): Tally {
    const { attacks, probes, samples, loops } = this;
    return { attacks, probes, samples, loops };
  }

  private of(name: string): AttackTally {
    this.attacks[name] ??= { sent: 0, answered: 0, reachedVictim: 0 };
    return this.attacks[name];
  }
}
