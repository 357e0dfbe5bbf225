// The command line of the soak.

import { parseArgs } from 'node:util';
import type { Registration } from './scene/scene.ts';

export interface SoakOptions {
  readonly seconds: number;
  readonly seed: number;
  /** Attacks and mutants a second. */
  readonly rate: number;
  readonly registration: Registration;
  readonly json: boolean;
}

export const usage = `usage: npm run soak -- [options]
Attacks a real farend in namespaces of its own, beside a real Asterisk and phones that must keep
working, and counts what must not happen. Exit code 1 when something was found.
  --seconds N   how long it attacks (60)
  --seed N      for the same attacks again (from the clock)
  --rate N      attacks and mutants a second (300)
  --path        farend registers phones with Path in place of a Contact of its own
  --json        one JSON document on stdout
  --help`;

const definitions = {
  seconds: { type: 'string', default: '60' },
  seed: { type: 'string' },
  rate: { type: 'string', default: '300' },
  path: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** The options, or undefined when help is asked for; throws a TypeError or RangeError on bad ones. */
export function parseSoakOptions(words: readonly string[]): SoakOptions | undefined {
  const { values } = parseArgs({ args: [...words], options: definitions });
  if (values.help) return undefined;
  return {
    seconds: parseCount('seconds', values.seconds, 604_800),
    seed: parseCount('seed', values.seed ?? String(1 + (Date.now() % 1_000_000)), 0x7fffffff),
    rate: parseCount('rate', values.rate, 20_000),
    registration: values.path ? 'path' : 'contact',
    json: values.json,
  };
}

function parseCount(option: string, text: string, highest: number): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= highest) return count;
  throw new RangeError(`--${option} '${text}': a whole number from 1 to ${highest} is wanted`);
}
