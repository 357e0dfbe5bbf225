// Results of checks in few words.

import type { Change, CheckResult } from './doctor-check.ts';

export interface Backing {
  readonly evidence?: readonly string[];
  readonly changes?: readonly Change[];
}

export function pass(what: string, evidence: readonly string[] = []): CheckResult {
  return { status: 'pass', what, evidence, changes: [] };
}

export function skip(what: string): CheckResult {
  return { status: 'skip', what, evidence: [], changes: [] };
}

export function warn(what: string, { evidence = [], changes = [] }: Backing = {}): CheckResult {
  return { status: 'warn', what, evidence, changes };
}

export function fail(what: string, { evidence = [], changes = [] }: Backing = {}): CheckResult {
  return { status: 'fail', what, evidence, changes };
}
