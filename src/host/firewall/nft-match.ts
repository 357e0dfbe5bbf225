// What one statement of an nftables rule asks of a packet (libnftables-json(5)).

import { z } from 'zod';
import type { Match, UdpProbe } from './filter-chain.ts';

export function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}

type Test = (probe: UdpProbe) => Match;

/** Statements that only count, log or mark stop nothing. */
export function readTest(statement: Readonly<Record<string, unknown>>): Test {
  if ('match' in statement) return readMatch(statement.match);
  if ('limit' in statement) return () => 'some';
  if ('xt' in statement) return () => 'unknown';
  return () => 'yes';
}

export function readMatch(match: unknown): Test {
  const schema = z.object({ op: z.string(), left: z.unknown(), right: z.unknown() });
  const { op, left, right } = schema.parse(match);
  const field = nameField(left);
  const values = listElements(right);
  const compare: Test = (probe) => compareField(field, values, probe);
  if (op !== '!=') return compare;
  return (probe) => negate(compare(probe));
}

/** `udp dport`, `meta iifname`, `ct state`. */
function nameField(left: unknown): string {
  const payload = z.object({ payload: z.object({ protocol: z.string(), field: z.string() }) });
  const meta = z.object({ meta: z.object({ key: z.string() }) });
  const ct = z.object({ ct: z.object({ key: z.string() }).loose() });
  const asPayload = payload.safeParse(left);
  if (asPayload.success)
    return `${asPayload.data.payload.protocol} ${asPayload.data.payload.field}`;
  const asMeta = meta.safeParse(left);
  if (asMeta.success) return `meta ${asMeta.data.meta.key}`;
  const asCt = ct.safeParse(left);
  return asCt.success ? `ct ${asCt.data.ct.key}` : 'unknown';
}

function listElements(right: unknown): readonly unknown[] {
  const set = z.object({ set: z.array(z.unknown()) }).safeParse(right);
  if (set.success) return set.data.set;
  return Array.isArray(right) ? right : [right];
}

function compareField(field: string, values: readonly unknown[], probe: UdpProbe): Match {
  switch (field) {
    case 'udp dport':
    case 'th dport':
      return comparePorts(values, probe);
    case 'meta l4proto':
    case 'ip protocol':
      return values.includes('udp') || values.includes(17) ? 'yes' : 'no';
    case 'meta nfproto':
      return values.includes('ipv4') ? 'yes' : 'no';
    case 'meta iifname':
    case 'meta iif':
      return compareInterface(values, probe);
    case 'ct state':
      return values.includes('new') ? 'yes' : 'no';
    case 'ip saddr':
    case 'udp sport':
    case 'th sport':
      return 'some';
    default:
      return /^(?:tcp|ip6|icmp|icmpv6|sctp|esp|ah) /.test(field) ? 'no' : 'unknown';
  }
}

function comparePorts(values: readonly unknown[], { from, to }: UdpProbe): Match {
  const ranges = values.map(readRange);
  if (ranges.includes(undefined)) return 'unknown';
  const known = ranges.filter(isPresent);
  if (known.some(([first, last]) => first <= from && to <= last)) return 'yes';
  return known.some(([first, last]) => first <= to && from <= last) ? 'unknown' : 'no';
}

function readRange(value: unknown): readonly [number, number] | undefined {
  if (typeof value === 'number') return [value, value];
  const range = z.object({ range: z.tuple([z.number(), z.number()]) }).safeParse(value);
  return range.success ? range.data.range : undefined;
}

function compareInterface(values: readonly unknown[], probe: UdpProbe): Match {
  if (values.every((value) => value === 'lo')) return 'no';
  if (probe.interface === undefined) return 'unknown';
  return values.includes(probe.interface) ? 'yes' : 'no';
}

function negate(match: Match): Match {
  if (match === 'yes') return 'no';
  return match === 'no' ? 'yes' : match;
}
