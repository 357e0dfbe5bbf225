// What [general] of sip.conf says of nat, and who has it from there, as Asterisk tells it over AMI.

import type { ConfigCategory } from '../../asterisk/ami/config-reader.ts';
import type { GeneralNat } from '../../policy/make-plan.ts';
import { DEFAULT_NAT } from '../files/general-nat.ts';

/**
 * @param categories of sip.conf; an inherited line cannot be told from an own one, and either counts
 * more than [general]
 * @param peers all that Asterisk has: of one that is not in the file, nobody knows, so that it counts
 * as an heir
 */
export function readSipGeneral(
  categories: readonly ConfigCategory[],
  peers: readonly string[],
): GeneralNat {
  const natOf = new Map(categories.map((category) => [category.name, findNat(category)]));
  return {
    value: natOf.get('general') ?? DEFAULT_NAT,
    inheritedBy: peers.filter((name) => natOf.get(name) === undefined),
  };
}

function findNat({ variables }: ConfigCategory): string | undefined {
  return variables.findLast(([name]) => name === 'nat')?.[1];
}
