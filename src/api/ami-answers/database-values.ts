// What AstDB holds of one endpoint, key by key: what a dialplan or a firewall script asks for.

import type { DeviceRecord, Verdict } from '../../correlation/device-record.ts';

/** Key → value. */
export type DatabaseValues = Readonly<Record<string, string>>;

/** A value has to fit into one line of AMI; an IPv6 address with port has up to 47 characters. */
const MAX_ADDRESSES = 16;

const bestFirst: readonly Verdict[] = [
  'ok',
  'ok-through-farend',
  'unknown',
  'unreachable',
  'failing',
];

/**
 * Of several devices the best one counts, since a call reaches it; `received` has them all.
 *
 * @param records of one endpoint; without any there are no values
 */
export function makeDatabaseValues(records: readonly DeviceRecord[]): DatabaseValues {
  const ranked = records.toSorted((a, b) => rank(a) - rank(b));
  const [best] = ranked;
  if (best === undefined) return {};
  return {
    registered: best.isRegistered ? 'yes' : 'no',
    verdict: best.verdict.value,
    brokenleg: best.brokenLeg.value,
    nat: best.nat.value,
    received: listAddresses(ranked),
  };
}

function rank({ isRegistered, verdict }: DeviceRecord): number {
  return (isRegistered ? 0 : bestFirst.length) + bestFirst.indexOf(verdict.value);
}

/** Of what is registered: a comma between each two. */
function listAddresses(records: readonly DeviceRecord[]): string {
  const sources = records.flatMap(({ isRegistered, wire }) =>
    isRegistered && wire !== undefined ? [wire.source] : [],
  );
  return [...new Set(sources)].slice(0, MAX_ADDRESSES).join(',');
}
