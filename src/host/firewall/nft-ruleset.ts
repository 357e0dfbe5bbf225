// What `nft -j list ruleset` prints (libnftables-json(5)): the chains that packets to this machine pass.

import { z } from 'zod';
import type { FilterChain, FilterRule, Match, UdpProbe } from './filter-chain.ts';
import { matchAll } from './match-all.ts';
import { isPresent, readMatch, readTest } from './nft-match.ts';

const chainSchema = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  type: z.string().optional(),
  hook: z.string().optional(),
  policy: z.string().optional(),
});
const ruleSchema = z.object({
  family: z.string(),
  table: z.string(),
  chain: z.string(),
  expr: z.array(z.record(z.string(), z.unknown())),
});
const rulesetSchema = z.object({
  nftables: z.array(
    z.object({ chain: chainSchema.optional(), rule: ruleSchema.optional() }).loose(),
  ),
});

type Statement = Readonly<Record<string, unknown>>;

/** @returns undefined when the text is no ruleset */
export function parseNftRuleset(text: string): FilterChain[] | undefined {
  const parsed = rulesetSchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { nftables } = parsed.data;
  const rules = nftables.flatMap(({ rule }) => rule ?? []);
  return nftables
    .flatMap(({ chain }) => chain ?? [])
    .filter(({ family }) => family === 'ip' || family === 'inet')
    .map(({ family, table, name, type, hook, policy }) => {
      const prefix = `${family} ${table} `;
      const own = rules.filter(
        (rule) => rule.family === family && rule.table === table && rule.chain === name,
      );
      return {
        name: `${prefix}${name}`,
        rules: own.flatMap(({ expr }) => readRule(expr, prefix, name)),
        ...(hook === 'input' &&
          type === 'filter' && { policy: policy === 'drop' ? 'drop' : 'accept' }),
      };
    });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One rule; a verdict map is one for each of its elements. */
function readRule(expr: readonly Statement[], prefix: string, chain: string): FilterRule[] {
  const tests = expr.map(readTest);
  const text = `${prefix}${chain}: ${expr.map((statement) => JSON.stringify(statement)).join(' ')}`;
  const matches = (probe: UdpProbe): Match => matchAll(tests.map((test) => test(probe)));
  const map = expr.find((statement) => 'vmap' in statement)?.vmap;
  if (map !== undefined) return readMap(map, matches, prefix, text);
  const verdict = expr.map((statement) => readVerdict(statement, prefix)).find(isPresent);
  return verdict === undefined ? [] : [{ text, matches, verdict }];
}

function readMap(
  map: unknown,
  matches: FilterRule['matches'],
  prefix: string,
  text: string,
): FilterRule[] {
  const schema = z.object({
    key: z.unknown(),
    data: z.object({ set: z.array(z.tuple([z.unknown(), z.record(z.string(), z.unknown())])) }),
  });
  const parsed = schema.safeParse(map);
  if (!parsed.success) {
    const doubt = (probe: UdpProbe): Match => matchAll([matches(probe), 'unknown']);
    return [{ text, matches: doubt, verdict: { kind: 'drop' } }];
  }
  const { key, data } = parsed.data;
  return data.set.flatMap(([element, statement]) => {
    const verdict = readVerdict(statement, prefix);
    const test = readMatch({ op: '==', left: key, right: element });
    return verdict === undefined
      ? []
      : [{ text, matches: (probe) => matchAll([matches(probe), test(probe)]), verdict }];
  });
}

function readVerdict(statement: Statement, prefix: string): FilterRule['verdict'] | undefined {
  if ('accept' in statement) return { kind: 'accept' };
  if ('drop' in statement || 'reject' in statement) return { kind: 'drop' };
  if ('return' in statement) return { kind: 'return' };
  const kind = 'jump' in statement ? 'jump' : 'goto';
  const target = z.object({ target: z.string() }).safeParse(statement[kind]);
  return target.success ? { kind, chain: `${prefix}${target.data.target}` } : undefined;
}
