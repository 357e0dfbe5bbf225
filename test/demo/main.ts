// `npm run demo`: four phones behind real NAT, straight to a real Asterisk and through farend. Fetches
// what it needs, and enters a namespace where the machine allows it. `--json` prints the results as
// one JSON document.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  findNamespaceEntry,
  isInsideNamespace,
  runInNamespace,
} from '../support/namespace/enter-namespace.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { cacheDirectory } from '../support/provision/cache-entry.ts';
import { findProvisioned, type Provisioned, provision } from '../support/provision/provision.ts';
import { LOG_DIRECTORY_VARIABLE } from '../support/scratch-directory.ts';
import { formatReport } from './report/format-report.ts';
import { runDemo } from './run-demo.ts';

const logDirectory = join(cacheDirectory, 'demo-logs');
const USAGE = 'usage: npm run demo [-- --json]';

for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    void stopEverything().finally(() => process.exit(exitCode));
  });
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(`The demo could not be played: ${error instanceof Error ? error.message : error}`);
  return 1;
});

async function main(): Promise<number> {
  const wantsJson = readArguments();
  if (wantsJson === undefined) {
    console.error(USAGE);
    return 2;
  }
  if (isInsideNamespace()) {
    return await play(await findProvisioned(), wantsJson);
  }
  const exitCode = await playOutside(wantsJson);
  await concludeLogs(exitCode);
  return exitCode;
}

async function playOutside(wantsJson: boolean): Promise<number> {
  await rm(logDirectory, { recursive: true, force: true });
  process.env[LOG_DIRECTORY_VARIABLE] = logDirectory;
  const provisioned = await provision(['asterisk-22']);
  const entry = await findNamespaceEntry(provisioned.toolPath);
  if (typeof entry === 'string') {
    console.error(
      `This machine refuses network namespaces (${entry}): loopback addresses serve instead.`,
    );
    return await play(provisioned, wantsJson, entry);
  }
  const env = { ...process.env, PATH: provisioned.toolPath };
  return await runInNamespace(entry, [process.execPath, ...process.argv.slice(1)], env);
}

/** Whether JSON is wanted; undefined when the arguments cannot be understood. */
function readArguments(): boolean | undefined {
  try {
    return parseArgs({ options: { json: { type: 'boolean' } } }).values.json === true;
  } catch {
    return undefined;
  }
}

async function concludeLogs(exitCode: number): Promise<void> {
  if (exitCode === 0) {
    await rm(logDirectory, { recursive: true, force: true });
  } else {
    console.error(`What Asterisk and farend logged is in ${logDirectory}.`);
  }
}

async function play(
  { asterisk22, lacking }: Provisioned,
  wantsJson: boolean,
  refusal?: string,
): Promise<number> {
  if (asterisk22 === undefined) {
    throw new Error(lacking[0] ?? 'there is no Asterisk.');
  }
  const result = await runDemo(asterisk22, refusal);
  console.log(wantsJson ? JSON.stringify(result, null, 2) : formatReport(result));
  return result.ok ? 0 : 1;
}
