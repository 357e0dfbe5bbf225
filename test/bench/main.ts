// npm run bench: SIP transactions through farend, beside Kamailio where it is installed, in
// alternating rounds. docs/reference/performance.md says what the figures mean.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSipLoad } from './build-sip-load.ts';
import { killChildren } from './child.ts';
import { type Bench, type Contender, type Round, startContender } from './contender.ts';
import { benchCorrelation } from './correlation.ts';
import { chooseCorePins } from './cpu.ts';
import { benchFootprint } from './footprint.ts';
import { formatReport } from './format-report.ts';
import { findNetworkPlace, rerunInNamespace } from './namespace.ts';
import { type BenchOptions, parseBenchOptions, usage } from './options.ts';
import { choosePeers, choosePorts } from './peers.ts';
import { composeReport, formatCount, type Measured } from './report.ts';
import { benchState } from './state.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'number') return options;
  if (options.work === 'correlation') return benchCorrelation(options);
  if (options.work === 'footprint') return await benchFootprint(options);
  if (options.work === 'state') return benchState(options);
  const place = findNetworkPlace();
  if (place === undefined) return rerunInNamespace();
  try {
    return await runBench(options, place);
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    killChildren();
  }
}

/** The options, or the exit code when there is nothing to run. */
function readOptions(): BenchOptions | 0 | 2 {
  try {
    const options = parseBenchOptions(process.argv.slice(2));
    if (options !== undefined) return options;
    console.log(usage);
    return 0;
  } catch (error) {
    console.error(`bench: ${(error as Error).message}\n\n${usage}`);
    return 2;
  }
}

async function runBench(options: BenchOptions, place: string): Promise<number> {
  const peers = choosePeers(options);
  const bench = prepareBench(options);
  cleanUpAtEnd(bench, peers.length * options.users.length);
  const contenders: Contender[] = [];
  for (const users of options.users) {
    for (const peer of peers) {
      tell(`${peer.name}: starting, registering ${users} phones, warming up`);
      const ports = choosePorts(contenders.length);
      const contender = await startContender(peer, users, ports, bench);
      await contender.warmUp();
      contenders.push(contender);
    }
  }
  const measured = await runRounds(contenders, options);
  for (const contender of contenders) await contender.stop();
  const report = composeReport(measured, options, place);
  console.log(options.json ? JSON.stringify(report) : `\n${formatReport(report)}`);
  return report.entries.some((entry) => Object.keys(entry.faults).length > 0) ? 1 : 0;
}

function prepareBench(options: BenchOptions): Bench {
  const cache = join(import.meta.dirname, '../../.cache/bench');
  const pins = chooseCorePins();
  if (pins.proxy.length === 0) {
    tell('no second core or no taskset: proxy and load share the machine, figures are no measure');
  }
  return {
    options,
    pins,
    sipLoad: buildSipLoad(cache),
    workDirectory: mkdtempSync(join(tmpdir(), 'farend-bench-')),
    logDirectory: cache,
  };
}

/** A B A B …: what disturbs the machine for a while disturbs all of them. */
async function runRounds(
  contenders: readonly Contender[],
  options: BenchOptions,
): Promise<Measured[]> {
  const rounds = new Map<Contender, Round[]>(contenders.map((contender) => [contender, []]));
  for (let round = 1; round <= options.rounds; round++) {
    for (const contender of contenders) {
      const result = await contender.runRound(options.seconds);
      rounds.get(contender)?.push(result);
      const { peer, users } = contender;
      const rate = `${formatCount(result.perSecond)} transactions/s`;
      tell(`round ${round} of ${options.rounds}, ${peer.name}, ${users} phones: ${rate}`);
    }
  }
  return Promise.all(
    [...rounds].map(async ([contender, own]) => ({
      name: contender.peer.name,
      version: contender.peer.version,
      users: contender.users,
      rounds: own,
      memory: await contender.readMemoryHistory(),
    })),
  );
}

/** Nothing is left behind, and nothing hangs: whatever waits, the bench ends by its own deadline. */
function cleanUpAtEnd(bench: Bench, contenderCount: number): void {
  process.once('exit', () => {
    killChildren();
    rmSync(bench.workDirectory, { recursive: true, force: true });
  });
  process.on('SIGINT', () => process.exit(130));
  process.on('SIGTERM', () => process.exit(143));
  process.on('SIGHUP', () => process.exit(129));
  const { rounds, seconds, users } = bench.options;
  const registeringS = Math.max(...users) / 500;
  const deadlineS = contenderCount * (rounds * (seconds + 2) + registeringS + 60) + 30;
  const timer = setTimeout(() => {
    console.error(`bench: not finished after ${deadlineS} s`);
    process.exit(1);
  }, deadlineS * 1000);
  timer.unref();
}

/** Progress goes to stderr: stdout is the report's. */
function tell(line: string): void {
  console.error(line);
}
