// The firewall of this machine, read by nft or else by iptables-save: root may, others mostly may not.

import { runTool } from '../run-tool.ts';
import type { FilterAnswer, FilterChain } from './filter-chain.ts';
import { judgeUdp, type UdpProbe } from './filter-chain.ts';
import { parseIptables } from './iptables-rules.ts';
import { parseNftRuleset } from './nft-ruleset.ts';

export interface Firewall {
  /** Which of the two tools answered; `none` where neither is there or neither may. */
  readonly readBy: 'nft' | 'iptables' | 'none';
  /** Why nothing could be read: a sentence. */
  readonly silence?: string;
  /** Whether anything filters incoming packets. */
  readonly filtersInput: boolean;
  /** FreePBX's own firewall runs: its chains are there. */
  readonly isFreePbx: boolean;
  /** Its responsive firewall may have a say too: strangers get in at first, and are counted. */
  readonly isResponsive: boolean;
  /** What becomes of UDP over IPv4 to these ports from anybody outside. */
  readonly judge: (probe: UdpProbe) => FilterAnswer;
}

/** Never throws: what cannot be read is told. */
export async function findFirewall(): Promise<Firewall> {
  const nft = await runTool('nft', ['-j', 'list', 'ruleset']);
  const iptables = await runTool('iptables-save', ['-t', 'filter']);
  const fromNft = nft.isDone ? parseNftRuleset(nft.output) : undefined;
  // iptables-nft writes tables whose matches only iptables can read.
  const isTranslated = nft.output.includes('"xt"');
  if (fromNft !== undefined && !(isTranslated && iptables.isDone)) {
    return describe('nft', fromNft);
  }
  if (iptables.isDone) return describe('iptables', parseIptables(iptables.output));
  return { ...describe('none', []), silence: nft.failure ?? 'nft lists no ruleset' };
}

function describe(readBy: Firewall['readBy'], chains: readonly FilterChain[]): Firewall {
  const names = chains.map(({ name }) => name.replace(/^.* /, ''));
  const targets = chains.flatMap(({ rules }) =>
    rules.flatMap(({ verdict }) => ('chain' in verdict ? verdict.chain.replace(/^.* /, '') : [])),
  );
  return {
    readBy,
    filtersInput: chains.some(
      ({ policy, rules }) => policy === 'drop' || (policy !== undefined && rules.length > 0),
    ),
    isFreePbx: names.some((name) => name.startsWith('fpbx')),
    isResponsive: targets.includes('fpbxrfw'),
    judge: (probe) => (readBy === 'none' ? { accepts: 'unknown' } : judgeUdp(chains, probe)),
  };
}
