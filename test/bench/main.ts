// npm run bench: REGISTER transactions through farend, beside Kamailio where it is installed, in
// alternating rounds. docs/reference/performance.md says what the figures mean.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSipLoad } from './build-sip-load.ts';
import { killChildren } from './child.ts';
import { type Bench, type Contender, type Round, startContender } from './contender.ts';
import { chooseCorePins } from './cpu.ts';
import { formatReport } from './format-report.ts';
import { findNetworkPlace, rerunInNamespace } from './namespace.ts';
import { type BenchOptions, parseBenchOptions, usage } from './options.ts';
import { choosePeers, choosePorts, type Peer } from './peers.ts';
import { composeReport } from './report.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'number') return options;
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
  cleanUpAtEnd(bench, peers.length);
  const contenders: Contender[] = [];
  for (const [index, peer] of peers.entries()) {
    tell(`${peer.name}: starting, registering ${options.users} phones, warming up`);
    const contender = await startContender(peer, choosePorts(index), bench);
    await contender.warmUp();
    contenders.push(contender);
  }
  const measured = await runRounds(contenders, options);
  for (const contender of contenders) await contender.stop();
  const report = composeReport(measured, options, place);
  console.log(options.json ? JSON.stringify(report) : `\n${formatReport(report)}`);
  return report.peers.some((peer) => Object.keys(peer.faults).length > 0) ? 1 : 0;
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
): Promise<Map<Peer, Round[]>> {
  const measured = new Map<Peer, Round[]>(contenders.map(({ peer }) => [peer, []]));
  for (let round = 1; round <= options.rounds; round++) {
    for (const contender of contenders) {
      const result = await contender.runRound(options.seconds);
      measured.get(contender.peer)?.push(result);
      const rate = Math.round(result.perSecond).toLocaleString('en');
      tell(`round ${round} of ${options.rounds}, ${contender.peer.name}: ${rate} transactions/s`);
    }
  }
  return measured;
}

/** Nothing is left behind, and nothing hangs: whatever waits, the bench ends by its own deadline. */
function cleanUpAtEnd(bench: Bench, peerCount: number): void {
  process.once('exit', () => {
    killChildren();
    rmSync(bench.workDirectory, { recursive: true, force: true });
  });
  process.on('SIGINT', () => process.exit(130));
  process.on('SIGTERM', () => process.exit(143));
  process.on('SIGHUP', () => process.exit(129));
  const { rounds, seconds } = bench.options;
  const deadlineS = peerCount * (rounds * (seconds + 2) + 60) + 30;
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
