// Chance that can be had again: the same seed gives the same numbers.

/** A whole number from 0 to below the limit. */
export type Random = (limit: number) => number;

/** xorshift32; a seed of 0 would stand still, so it counts as 1. */
export function createRandom(seed: number): Random {
  let state = seed | 0 || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

/** One of the items, which are not none. */
export function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[random(items.length)] as Item;
}
