// Runs one vitest project and counts: vitest's own report for people, its JSON for the totals.

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Runs a command on this terminal and resolves with its exit code. */
export type Run = (argv: readonly string[]) => Promise<number>;

/** The part of vitest's JSON report that is read. */
interface JsonReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

const VITEST = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
const CONFIG = join(import.meta.dirname, '../vitest.config.ts');

export async function runVitest(
  project: string,
  extraArguments: readonly string[],
  run: Run,
): Promise<Totals> {
  const directory = await mkdtemp(join(tmpdir(), 'farend-test-'));
  const reportPath = join(directory, 'report.json');
  const argv = [process.execPath, VITEST, 'run', '--config', CONFIG, '--project', project];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`];
  const exitCode = await run([...argv, ...reporters, '--passWithNoTests', ...extraArguments]);
  const report = await readFile(reportPath, 'utf8').catch(() => undefined);
  await rm(directory, { recursive: true, force: true });
  return countTests(report, exitCode);
}

/** Runs a command as it is, outside of any namespace. */
export function runHere(argv: readonly string[]): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const [file = '', ...args] = argv;
  const child = spawn(file, args, { stdio: 'inherit' });
  child.on('error', reject);
  child.on('exit', (code) => resolve(code ?? 1));
  return promise;
}

/**
 * A file that cannot be loaded has no tests and counts as one failure, and so does a run that failed
 * without saying where.
 */
function countTests(text: string | undefined, exitCode: number): Totals {
  if (text === undefined) {
    return { passed: 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  }
  const report = JSON.parse(text) as JsonReport;
  const brokenFiles = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  return {
    passed: report.numPassedTests,
    failed: exitCode === 0 ? failed : Math.max(failed, 1),
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
