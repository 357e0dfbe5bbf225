// `npm test`: fetches what the lab needs, runs the fast tests here and the lab inside a namespace,
// and ends with one line of totals. Arguments go to vitest: `npm test -- test/integration/lab.test.ts`.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findSecretsInLogs } from './support/find-secrets-in-logs.ts';
import { findNamespaceEntry, runInNamespace } from './support/namespace/enter-namespace.ts';
import { cacheDirectory } from './support/provision/cache-entry.ts';
import { type Provisioned, provision } from './support/provision/provision.ts';
import { runHere, runVitest, type Totals } from './support/run-vitest.ts';
import { LOG_DIRECTORY_VARIABLE } from './support/scratch-directory.ts';

const NOTHING: Totals = { passed: 0, failed: 0, skipped: 0 };
const logDirectory = join(cacheDirectory, 'lab-logs');
const isComplete = process.env.CI === 'true';
const vitestArguments = process.argv.slice(2);

/**
 * The lab mostly waits: for timers of SIP, for Asterisk. Two halves of it, about as long, in a namespace
 * each, take half the time.
 */
const longFolders = ['policy', 'install', 'divert', 'doctor', 'docs'];
const labLanes: readonly (readonly string[])[] = [
  longFolders.map((folder) => `test/integration/${folder}/`),
  longFolders.flatMap((folder) => ['--exclude', `**/integration/${folder}/**`]),
];

const { passed, failed } = await runEverything().catch((error: unknown) => {
  console.error(error);
  return { ...NOTHING, failed: 1 };
});
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

async function runEverything(): Promise<Totals> {
  await rm(logDirectory, { recursive: true, force: true });
  const provisioned = await provision();
  const fast = await runVitest('fast', vitestArguments, runHere);
  const lab = addFailures(await runLab(provisioned), await countSecrets());
  await concludeLogs(lab);
  const skipped = fast.skipped + lab.skipped;
  return {
    passed: fast.passed + lab.passed,
    failed: fast.failed + lab.failed + countForbiddenSkips(skipped),
    skipped,
  };
}

async function runLab({ lacking, toolPath }: Provisioned): Promise<Totals> {
  for (const sentence of lacking) {
    announce(sentence);
  }
  if (lacking.length > 0 && isComplete) {
    return { ...NOTHING, failed: 1 };
  }
  const entry = await findNamespaceEntry(toolPath);
  if (typeof entry === 'string') {
    announce(`This system refuses network namespaces (${entry}): test/integration is not run.`);
    return { ...NOTHING, failed: isComplete ? 1 : 0 };
  }
  const lanes = vitestArguments.length === 0 ? labLanes : [vitestArguments];
  const totals = await Promise.all(
    lanes.map((words, lane) => {
      const logs = join(logDirectory, String(lane + 1));
      const env = { ...process.env, PATH: toolPath, [LOG_DIRECTORY_VARIABLE]: logs };
      const output = lanes.length > 1 ? 'lines' : 'inherit';
      return runVitest('lab', words, (argv) => runInNamespace(entry, argv, env, output));
    }),
  );
  return totals.reduce(add);
}

function add(one: Totals, other: Totals): Totals {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

/** What farend logged in the whole of the lab has no secret of its phones in it. */
async function countSecrets(): Promise<number> {
  const secrets = await findSecretsInLogs(logDirectory);
  if (secrets.length > 0) announce(`Secrets in what farend logged:\n${secrets.join('\n')}`);
  return secrets.length;
}

function addFailures(totals: Totals, failures: number): Totals {
  return { ...totals, failed: totals.failed + failures };
}

async function concludeLogs(totals: Totals): Promise<void> {
  if (totals.failed > 0) {
    announce(`What the lab's processes logged is in ${logDirectory}.`);
  } else {
    await rm(logDirectory, { recursive: true, force: true });
  }
}

/** With CI=true a skipped test is a failed one, unless it was left out by a name pattern. */
function countForbiddenSkips(skipped: number): number {
  const isPicky = vitestArguments.some((word) => word === '-t' || word.startsWith('--testName'));
  if (skipped === 0 || !isComplete || isPicky) {
    return 0;
  }
  announce(`${skipped} tests were skipped, which counts as failed where CI=true.`);
  return skipped;
}

function announce(sentence: string): void {
  console.error(`\n*** ${sentence}\n`);
}
