// Rules of a firewall for incoming packets, whoever wrote them, and what they do with a UDP packet that
// belongs to no flow yet: its source is anybody, so that not every rule can be told.

/** A UDP packet over IPv4 from elsewhere to this machine. */
export interface UdpProbe {
  /** Ports that are all meant: one, or a range as that of RTP. */
  readonly from: number;
  readonly to: number;
  /** The interface that it comes in at; absent: not known. */
  readonly interface?: string;
}

/** `some`: depends on its source or on how many there are; `unknown`: on what farend does not read. */
export type Match = 'yes' | 'no' | 'some' | 'unknown';

export interface FilterRule {
  /** As an operator would recognise it. */
  readonly text: string;
  readonly matches: (probe: UdpProbe) => Match;
  readonly verdict:
    | { readonly kind: 'accept' | 'drop' | 'return' }
    | { readonly kind: 'jump' | 'goto'; readonly chain: string };
}

export interface FilterChain {
  readonly name: string;
  /** What becomes of a packet at its end, where packets come in; absent for a chain that is jumped to. */
  readonly policy?: 'accept' | 'drop';
  readonly rules: readonly FilterRule[];
}

export interface FilterAnswer {
  readonly accepts: 'yes' | 'no' | 'unknown';
  /** The rule or policy that decides; absent where nothing filters. */
  readonly rule?: string;
}

/** What became of the packet, and what a rule on the way would have done with it that could not be told. */
interface Walk {
  /** Absent where it left the chain at its end. */
  readonly end?: FilterAnswer;
  readonly doubt?: FilterAnswer;
}

/** Chains are named over all tables; each that packets come in at has its say, and one no is enough. */
export function judgeUdp(chains: readonly FilterChain[], probe: UdpProbe): FilterAnswer {
  const byName = new Map(chains.map((chain) => [chain.name, chain]));
  const answers = chains
    .filter(({ policy }) => policy !== undefined)
    .map((chain) => judgeBase(chain, byName, probe));
  return (
    answers.find(({ accepts }) => accepts === 'no') ??
    answers.find(({ accepts }) => accepts === 'unknown') ??
    answers.find(({ rule }) => rule !== undefined) ?? { accepts: 'yes' }
  );
}

type Chains = ReadonlyMap<string, FilterChain>;

function judgeBase(chain: FilterChain, byName: Chains, probe: UdpProbe): FilterAnswer {
  const { end, doubt } = walk(chain, byName, probe, 0);
  const answer = end ?? endOf(chain);
  if (doubt === undefined || doubt.accepts === answer.accepts) return answer;
  return { ...doubt, accepts: 'unknown' };
}

function endOf({ name, policy }: FilterChain): FilterAnswer {
  return policy === 'drop' ? { accepts: 'no', rule: `policy drop of ${name}` } : { accepts: 'yes' };
}

/** The kernel refuses more levels, and circles. */
const MAX_LEVEL = 16;

function walk(chain: FilterChain, byName: Chains, probe: UdpProbe, level: number): Walk {
  let doubt: FilterAnswer | undefined;
  for (const rule of level > MAX_LEVEL ? [] : chain.rules) {
    const match = rule.matches(probe);
    if (match === 'no') continue;
    const taken = follow(rule, byName, probe, level);
    doubt ??= taken.doubt;
    if (match === 'yes' && taken.leaves) return { ...taken, ...(doubt && { doubt }) };
    // Whom a list of bad addresses or a rate stops is not everybody.
    if (match === 'some' && taken.end?.accepts === 'no') continue;
    if (match !== 'yes') doubt ??= taken.end;
  }
  return doubt === undefined ? {} : { doubt };
}

/** @returns `leaves`: a packet that matches sees nothing more of this chain */
function follow(
  { text, verdict }: FilterRule,
  byName: Chains,
  probe: UdpProbe,
  level: number,
): Walk & { readonly leaves: boolean } {
  switch (verdict.kind) {
    case 'accept':
      return { end: { accepts: 'yes', rule: text }, leaves: true };
    case 'drop':
      return { end: { accepts: 'no', rule: text }, leaves: true };
    case 'return':
      return { leaves: true };
    default: {
      const target = byName.get(verdict.chain);
      const taken = target === undefined ? {} : walk(target, byName, probe, level + 1);
      return { ...taken, leaves: verdict.kind === 'goto' || taken.end !== undefined };
    }
  }
}
