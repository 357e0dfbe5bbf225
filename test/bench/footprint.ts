// npm run bench -- --work footprint: what the processes of `farend run` take of memory and of a core
// while phones behind real NAT refresh at a real Asterisk. It measures the package as it is installed.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startAsterisk } from '../support/asterisk/start-asterisk.ts';
import { type Farend, startFarend } from '../support/farend.ts';
import { createConfig, FAREND } from '../support/farend-office.ts';
import {
  findNamespaceEntry,
  isInsideNamespace,
  runInNamespace,
} from '../support/namespace/enter-namespace.ts';
import { createPbxNetwork, PBX_ADDRESS } from '../support/network/pbx-network.ts';
import { createSite } from '../support/network/site.ts';
import { type Crowd, startCrowd } from '../support/phone/crowd.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned, provision } from '../support/provision/provision.ts';
import type { BenchOptions } from './options.ts';
import {
  formatProcess,
  type ProcessFootprint,
  readCpuTicks,
  readMemory,
  shareOf,
  sumUp,
} from './process-footprint.ts';
import { formatCount } from './report.ts';

const ROOT = join(import.meta.dirname, '../..');
/** The package as `npm run build` makes it; what it depends on is found further up. */
const PACKAGE = join(ROOT, '.cache/bench-package');
const PHONES_PER_OFFICE = 1_000;
const FIRST_PER_SECOND = 100;
/** What the first registrations left behind is written, told and mostly collected after this time. */
const SETTLE_MS = 10_000;
const AMI_PORT = 5038;
interface FootprintReport {
  readonly users: number;
  readonly seconds: number;
  readonly accepted: number;
  readonly processes: readonly ProcessFootprint[];
}

export async function benchFootprint(options: BenchOptions): Promise<number> {
  if (!isInsideNamespace()) return await rerunInLab();
  let isFine = true;
  for (const users of options.users) {
    const report = await measure(users, options.seconds);
    await stopEverything();
    console.log(options.json ? JSON.stringify(report) : formatFootprint(report));
    isFine &&= report.accepted === users;
  }
  return isFine ? 0 : 1;
}

async function rerunInLab(): Promise<number> {
  buildPackage();
  const { toolPath } = await provision(['asterisk-22']);
  const entry = await findNamespaceEntry(toolPath);
  if (typeof entry === 'string') throw new Error(`this system refuses namespaces: ${entry}`);
  const argv = [process.execPath, ...process.argv.slice(1)];
  return await runInNamespace(entry, argv, { ...process.env, PATH: toolPath });
}

function buildPackage(): void {
  mkdirSync(PACKAGE, { recursive: true });
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const argv = [tsc, '--noEmit', 'false', '--outDir', join(PACKAGE, 'dist')];
  execFileSync(process.execPath, argv, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  copyFileSync(join(ROOT, 'package.json'), join(PACKAGE, 'package.json'));
}

async function measure(users: number, seconds: number): Promise<FootprintReport> {
  const { farend, crowds } = await startScene(users);
  const first = await registerAll(crowds, (users / FIRST_PER_SECOND) * 1_000);
  console.error(`${formatCount(first)} of ${formatCount(users)} phones are registered`);
  await delay(SETTLE_MS);
  const pids = {
    parent: farend.pid,
    proxy: farend.findProxyPid(),
    companion: farend.findCompanionPid(),
  };
  const before = Object.values(pids).map(readCpuTicks);
  const accepted = await registerAll(crowds, seconds * 1_000);
  const processes = Object.entries(pids).map(([name, pid], at) => ({
    name,
    ...readMemory(pid),
    ...shareOf(before[at], readCpuTicks(pid), seconds),
  }));
  return { users, seconds, accepted, processes };
}

/** Offices of at most 1,000 phones, each behind a router of its own. */
async function startScene(users: number): Promise<{ farend: Farend; crowds: Crowd[] }> {
  const { asterisk22 } = await findProvisioned();
  if (asterisk22 === undefined) throw new Error('there is no Asterisk 22');
  const names = Array.from({ length: users }, (_, index) => String(100_000 + index));
  const pbx = await createPbxNetwork();
  await startAsterisk({
    root: asterisk22,
    driver: 'chan_pjsip',
    namespace: pbx.namespace,
    address: PBX_ADDRESS,
    endpoints: names.map((name) => ({ name })),
    sipPort: 5080,
    amiPort: AMI_PORT,
  });
  const ami = { host: PBX_ADDRESS, port: AMI_PORT, username: 'all', secret: 'allpw' };
  const farend = await startFarend({
    namespace: pbx.namespace,
    command: 'run',
    main: join(PACKAGE, 'dist/cli/main.js'),
    config: { ...createConfig(), asterisk: { ami }, log: { level: 'info', format: 'json' } },
    keepsState: true,
  });
  await farend.waitForLog(({ event }) => event === 'ami-up');
  const crowds: Crowd[] = [];
  for (let at = 0; at < users; at += PHONES_PER_OFFICE) {
    const office = at / PHONES_PER_OFFICE + 1;
    const publicAddress = `203.0.113.${100 + office}`;
    const site = await createSite({ pbx, name: `office${office}`, publicAddress });
    const crowd = await startCrowd(site.hostNamespace, {
      usernames: names.slice(at, at + PHONES_PER_OFFICE),
      address: '192.168.1.50',
      firstPort: 20_000,
      proxy: FAREND,
    });
    crowds.push(crowd);
  }
  return { farend, crowds };
}

/** Each phone once, evenly over that time. @returns how many were accepted */
async function registerAll(crowds: readonly Crowd[], spreadMs: number): Promise<number> {
  const outcomes = await Promise.all(crowds.map((crowd) => crowd.register(spreadMs)));
  return outcomes.flat().filter((outcome) => outcome === 'accepted').length;
}

function formatFootprint({ users, seconds, accepted, processes }: FootprintReport): string {
  const lines = [...processes, sumUp(processes)].map((one) => formatProcess(one));
  return [
    `${formatCount(users)} phones, each refreshing once in ${seconds} s, ${formatCount(accepted)} accepted:`,
    ...lines,
  ].join('\n');
}
