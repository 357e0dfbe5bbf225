// The thresholds of a finding as its rule has them, and as its chapter in docs/reference/findings.md says them.

/** Thresholds of a rule that stand in a file that several of them share. */
const shared: readonly (readonly [file: string, constant: string, ...names: string[]])[] = [
  ['register-clues.ts', 'CORRECTED_WITHIN_MS', 'auth-failed', 'unknown-account'],
  ['register-clues.ts', 'CORRECTED_WITHIN_TRIES', 'auth-failed', 'unknown-account'],
  ['register-clues.ts', 'LOST_REPEATS', 'response-lost'],
  ['register-clues.ts', 'LOST_FOR_MS', 'response-lost'],
  ['register-clues.ts', 'LARGEST_ON_UDP', 'message-too-large'],
  ['register-clues.ts', 'CREDENTIALS_SIZE', 'message-too-large'],
  ['large-dialog.ts', 'COUNTS_MS', 'message-too-large'],
  ['rport-statistics.ts', 'ENOUGH_ADDRESSES', 'alg-suspected'],
  ['equal-lengths.ts', 'SPREAD_MS', 'in-dialog-lost'],
  ['equal-lengths.ts', 'FEWEST', 'in-dialog-lost'],
  ['equal-lengths.ts', 'ENOUGH', 'in-dialog-lost'],
  ['facts/scanner-facts.ts', 'ACCOUNTS_OF_SCANNER', 'scanner'],
  ['../correlation/trouble.ts', 'FRUITLESS_CHALLENGES', 'auth-loop'],
  ['../correlation/trouble.ts', 'FRUITLESS_HELD', 'replayed-credentials'],
];

interface Threshold {
  readonly constant: string;
  readonly text: string;
  readonly pattern: RegExp;
}

/** @param read the text of a file in src/diagnosis */
export function listThresholds(name: string, read: (path: string) => string): Threshold[] {
  const own = listConstants(read(`findings/${name}.ts`)).filter(([each]) => each !== 'SHOWN');
  const others = shared
    .filter(([, , ...names]) => names.includes(name))
    .map(([file, constant]) => {
      const found = listConstants(read(file)).find(([each]) => each === constant);
      if (found === undefined) throw new Error(`${file} has no ${constant}`);
      return found;
    });
  return [...own, ...others].map(([constant, value]) => {
    const text = constant.endsWith('_MS') ? formatThreshold(value) : `${value}`;
    return { constant, text, pattern: new RegExp(`(?<![\\d.])${text}\\b`) };
  });
}

/** `60 s`, `10 minutes`, `1 hour`. */
export function formatThreshold(ms: number): string {
  if (ms < 120_000) return `${ms / 1_000} s`;
  if (ms < 3_600_000) return `${ms / 60_000} minutes`;
  return ms === 3_600_000 ? '1 hour' : `${ms / 3_600_000} hours`;
}

/** Numbers and products of numbers, at the top of a file; a share of a whole is said in words. */
function listConstants(source: string): [constant: string, value: number][] {
  const found = source.matchAll(/^(?:export )?const ([A-Z_\d]+) = ([\d_]+(?: \* [\d_]+)*);$/gm);
  return [...found].map(([, constant = '', product = '']) => [
    constant,
    product
      .split(' * ')
      .map((factor) => Number(factor.replaceAll('_', '')))
      .reduce((a, b) => a * b, 1),
  ]);
}
