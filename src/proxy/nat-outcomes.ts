// Whether what was thought of a phone's NAT turned out to be so: from one REGISTER of a device to the
// next, did a request reach it by its flow? docs/reference/metrics.md says what each outcome means.

import type { Binding } from './binding.ts';

/** What was seen of a device since its last REGISTER: bits of `Binding.reach`. */
const ASKED = 1;
const ANSWERED = 2;
const ELSEWHERE = 4;

type NatOutcome = 'confirmed' | 'contradicted' | 'unproven';

export class NatOutcomes {
  private readonly counts = new Map<string, number>();

  /** A request went to it. */
  noteAsked(binding: Binding): void {
    binding.reach |= ASKED;
  }

  /** @param isFromFlow the answer came from where the request went */
  noteAnswer(binding: Binding, isFromFlow: boolean): void {
    binding.reach |= isFromFlow ? ANSWERED : ELSEWHERE;
  }

  /** It registers again: what was seen until now is counted, and another period begins. */
  close(binding: Binding): void {
    const name = `${binding.behindNat ? 'behind-nat' : 'none'}.${judge(binding)}`;
    binding.reach = 0;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  /** `CLASS.OUTCOME` → how many since the start. */
  list(): [name: string, count: number][] {
    return [...this.counts];
  }
}

function judge({ reach, behindNat }: Binding): NatOutcome {
  if ((reach & ELSEWHERE) !== 0) return 'contradicted';
  if ((reach & ANSWERED) !== 0) return 'confirmed';
  // Without NAT nothing but the phone itself could have kept it from answering.
  return (reach & ASKED) !== 0 && !behindNat ? 'contradicted' : 'unproven';
}
