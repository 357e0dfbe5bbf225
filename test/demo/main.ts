// `npm run demo`: four phones behind real NAT, straight to a real Asterisk and through farend, and what
// `farend status` says of them. Fetches what it needs, and enters a namespace where the machine allows
// it. `--json` prints the results as one JSON document.

import { parseArgs } from 'node:util';
import {
  findNamespaceEntry,
  isInsideNamespace,
  runInNamespace,
} from '../support/namespace/enter-namespace.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned, type Provisioned, provision } from '../support/provision/provision.ts';
import { openLogDirectory } from './log-directory.ts';
import { formatReport } from './report/format-report.ts';
import { runDemo } from './run-demo.ts';

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
  openLogDirectory();
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
