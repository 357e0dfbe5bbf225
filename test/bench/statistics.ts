// Order statistics over a few rounds: no averages, one disturbed round must not move the figure.

export interface Spread {
  min: number;
  median: number;
  max: number;
}

/** The spread of at least one value. */
export function measureSpread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)] ?? Number.NaN;
  const high = sorted[Math.ceil(middle)] ?? Number.NaN;
  return {
    min: sorted[0] ?? Number.NaN,
    median: (low + high) / 2,
    max: sorted.at(-1) ?? Number.NaN,
  };
}

/** The spread of `own / other`, round by round: both were measured within seconds of each other. */
export function measureRatio(own: readonly number[], other: readonly number[]): Spread {
  return measureSpread(own.map((value, round) => value / (other[round] ?? Number.NaN)));
}
