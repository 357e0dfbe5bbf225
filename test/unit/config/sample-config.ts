// What the configuration tests share: a file that is fine, and problems as the lines people see.

import { expect } from 'vitest';
import type { FarendConfig } from '../../../src/config/farend-config.ts';
import { parseConfig } from '../../../src/config/load-config.ts';
import { formatProblem } from '../../../src/config/problem.ts';

/** The smallest file that is fine; three lines, so that what a test adds begins on line 4. */
export const smallest = [
  'proxy:',
  '  listen: [udp://0.0.0.0:5060]',
  '  asterisk: [udp://192.0.2.10:5080]',
  '',
].join('\n');

/** The problems of a text as lines; the file is called f.yaml. */
export function listProblems(text: string): string[] {
  const loaded = parseConfig(text, 'f.yaml');
  return loaded.ok ? [] : loaded.problems.map(formatProblem);
}

/** The problems of {@link smallest} with something after it. */
export function listProblemsAfter(added: string): string[] {
  return listProblems(smallest + added);
}

/** The warnings of a text as lines. */
export function listWarnings(text: string): string[] {
  return parseConfig(text, 'f.yaml').warnings.map(formatProblem);
}

/** The configuration; fails the test when the text has problems. */
export function parseFine(text: string): FarendConfig {
  const loaded = parseConfig(text, 'f.yaml');
  expect(loaded.ok ? [] : loaded.problems.map(formatProblem)).toEqual([]);
  if (!loaded.ok) throw new Error('unreachable');
  return loaded.config;
}
