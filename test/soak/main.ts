// `npm run soak`: attacks a real farend and counts what must not happen. Fetches what it needs, and
// enters namespaces of its own. docs/CONTRIBUTING.md says what the figures mean.

import { listFlavours } from '../support/asterisk/flavours.ts';
import {
  findNamespaceEntry,
  isInsideNamespace,
  runInNamespace,
} from '../support/namespace/enter-namespace.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned, provision } from '../support/provision/provision.ts';
import { formatReport } from './format-report.ts';
import { parseSoakOptions, type SoakOptions, usage } from './options.ts';
import { runSoak } from './run-soak.ts';

for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    void stopEverything().finally(() => process.exit(exitCode));
  });
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(`soak: ${error instanceof Error ? error.message : error}`);
  return 1;
});

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'number') return options;
  if (isInsideNamespace()) return await soak(options);
  const { toolPath } = await provision(['asterisk-22']);
  const entry = await findNamespaceEntry(toolPath);
  if (typeof entry === 'string')
    throw new Error(`this system refuses network namespaces (${entry}), and nothing else will do`);
  const env = { ...process.env, PATH: toolPath };
  return await runInNamespace(entry, [process.execPath, ...process.argv.slice(1)], env);
}

/** The options, or the exit code when there is nothing to run. */
function readOptions(): SoakOptions | 0 | 2 {
  try {
    const options = parseSoakOptions(process.argv.slice(2));
    if (options !== undefined) return options;
    console.log(usage);
    return 0;
  } catch (error) {
    console.error(`soak: ${(error as Error).message}\n\n${usage}`);
    return 2;
  }
}

async function soak(options: SoakOptions): Promise<number> {
  const provisioned = await findProvisioned();
  const [flavour] = listFlavours(provisioned);
  if (flavour === undefined) throw new Error(provisioned.lacking[0] ?? 'there is no Asterisk');
  try {
    const result = await runSoak(flavour, options, (line) => console.error(line));
    console.log(options.json ? JSON.stringify(result, null, 2) : `\n${formatReport(result)}`);
    return result.findings.length === 0 ? 0 : 1;
  } finally {
    await stopEverything();
  }
}
